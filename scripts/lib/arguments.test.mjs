import path from "node:path";
import { describe, expect, test } from "vitest";
import { callersFolder, forecastWords, resultFolder } from "./arguments.mjs";

describe("resultFolder", () => {
  test("is named after the file, without its ending", () => {
    expect(resultFolder("/data/airline-passengers.csv", "/x/out")).toBe(path.join("/x/out", "airline-passengers"));
  });

  test.each(["main.csv", "Preload.tsv", "/a/renderer.csv", "renderer", ".csv"])(
    "refuses %s, whose folder is the build's",
    (file) => {
      expect(() => resultFolder(file, "/x/out")).toThrow(/belongs to the build/);
    },
  );
});

test("a forecast without a window writes the four files", () => {
  expect(forecastWords("/a.csv", "/o")).toEqual([
    "forecast",
    "/a.csv",
    ...["forecast.csv", "forecast.svg", "forecast.png", "report.html"].flatMap((name) => [
      "--out",
      path.join("/o", name),
    ]),
  ]);
});

describe("callersFolder", () => {
  test("is where the person stood when npm started the script", () => {
    expect(callersFolder("start", { npm_lifecycle_event: "start", INIT_CWD: "/home/me" }, "/repo")).toBe("/home/me");
  });

  test("ignores the variable when it was inherited from another script", () => {
    expect(callersFolder("fantail", { npm_lifecycle_event: "test", INIT_CWD: "/home/me" }, "/repo")).toBe("/repo");
    expect(callersFolder("fantail", {}, "/repo")).toBe("/repo");
  });
});
