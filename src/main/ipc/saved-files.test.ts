import { expect, test } from "vitest";
import { SavedFiles } from "./saved-files.ts";

test("a saved file is known by its name and a token", () => {
  const saved = new SavedFiles();
  const { file, ...rest } = saved.add("/home/ann/forecast.csv");
  expect(rest).toEqual({ name: "forecast.csv", canOpen: true });
  expect(saved.pathOf(file)).toBe("/home/ann/forecast.csv");
  expect(saved.openablePathOf(file)).toBe("/home/ann/forecast.csv");
});

test("what was not saved here is neither shown nor opened", () => {
  const saved = new SavedFiles();
  for (const ask of [() => saved.pathOf("/etc/passwd"), () => saved.openablePathOf("/etc/passwd")])
    expect(ask).toThrowError(expect.objectContaining({ code: "not-allowed" }));
});

test("a file that a system could run is shown and not opened", () => {
  const saved = new SavedFiles();
  for (const name of ["run.sh", "run.bat", "forecast.csv.desktop", "forecast"]) {
    const { file, canOpen } = saved.add(`/tmp/${name}`);
    expect(canOpen).toBe(false);
    expect(saved.pathOf(file)).toBe(`/tmp/${name}`);
    expect(() => saved.openablePathOf(file)).toThrowError(expect.objectContaining({ code: "not-allowed" }));
  }
});

test("the oldest are forgotten, so that the list does not grow for ever", () => {
  const saved = new SavedFiles();
  const [first] = Array.from({ length: 1_001 }, (_, index) => saved.add(`/tmp/${index}.csv`));
  expect(() => saved.pathOf(first?.file ?? "")).toThrowError(expect.objectContaining({ code: "not-allowed" }));
});
