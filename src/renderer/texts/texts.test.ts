import { afterEach, expect, test } from "vitest";
import { defineTexts, setLanguage } from "./texts.ts";

afterEach(() => setLanguage({}));

const english = {
  title: "Settings",
  found: (count: number) => `${count} found`,
};

test("texts are English until a language has them", () => {
  const texts = defineTexts("example", english);
  expect([texts.title, texts.found(2)]).toEqual(["Settings", "2 found"]);
  setLanguage({ example: { found: (count: number) => `gefunden: ${count}` }, other: { title: "Anderes" } });
  expect([texts.title, texts.found(2)]).toEqual(["Settings", "gefunden: 2"]);
  setLanguage({});
  expect(texts.found(1)).toBe("1 found");
});
