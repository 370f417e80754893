import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import type { Figure } from "./lib.ts";

const rows = fs
  .readFileSync(path.join(import.meta.dirname, "README.md"), "utf8")
  .split("\n")
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .filter(
    (cells) => cells.length === 8 && fs.existsSync(path.join(import.meta.dirname, "results", `${cells[1]}.json`)),
  );

test("the table of results says what the result files say", () => {
  expect(rows.length).toBeGreaterThan(50);
  for (const [, name, id, measured, , , verdict] of rows) {
    const { figures } = JSON.parse(
      fs.readFileSync(path.join(import.meta.dirname, "results", `${name}.json`), "utf8"),
    ) as { figures: Figure[] };
    const figure = figures.find((each) => each.id === id);
    if (figure === undefined) throw new Error(`${name} has no figure ${id}`);
    const [, number, unit] = /^([\d.,e-]+) (.*)$/.exec(measured ?? "") ?? [];
    // Three digits are shown.
    expect(Math.abs(Number(number?.replaceAll(",", "")) - figure.value), `${name} ${id}`).toBeLessThanOrEqual(
      Math.abs(figure.value) * 0.005,
    );
    expect([unit, verdict], `${name} ${id}`).toEqual([
      figure.unit,
      figure.ok === null ? "" : figure.ok ? "met" : "**missed**",
    ]);
  }
});

test("no missed target is left out of the table", () => {
  const shown = new Set(rows.map(([, name, id]) => `${name} ${id}`));
  const folder = path.join(import.meta.dirname, "results");
  const missed = fs.readdirSync(folder).flatMap((file) => {
    const { name, figures } = JSON.parse(fs.readFileSync(path.join(folder, file), "utf8")) as {
      name: string;
      figures: Figure[];
    };
    return figures.filter(({ ok }) => ok === false).map(({ id }) => `${name} ${id}`);
  });
  expect(missed.filter((each) => !shown.has(each))).toEqual([]);
});
