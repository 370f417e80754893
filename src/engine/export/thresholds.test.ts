import { describe, expect, test } from "vitest";
import type { ExportedForecast, ExportManifest } from "#domain/export";
import type { Threshold } from "#domain/threshold";
import { svgFigure, lightTokens, plotlyFigure } from "#engine/figure";
import { fanOf, forecastDocument, longTable, notesOf, numberTable } from "./index.ts";

const levels = [0.1, 0.5, 0.9];
const forecast: ExportedForecast = {
  ...{ dataset: "d", series: "s", zone: null, origin: 0, horizon: 2, frequency: { unit: "month", count: 1 }, levels },
  model: { id: "base", name: "Fantail base", version: "1.0.0", sha256: "a" },
  quantiles: Float32Array.of(8, 9, 10, 11, 14, 15),
  times: Float64Array.of(Date.UTC(1961, 0, 1), Date.UTC(1961, 1, 1)),
  actuals: null,
  anchor: { time: Date.UTC(1960, 11, 1), value: 10 },
  historyTimes: Float64Array.of(Date.UTC(1960, 10, 1), Date.UTC(1960, 11, 1)),
  historyValues: Float64Array.of(9, 10),
};
const manifest: ExportManifest = {
  ...{ app: "1", dataHash: "d", model: { id: "base", version: "1", sha256: "a" }, settings: {} },
  ...{ executionProvider: "cpu", preprocessing: "1" },
};

describe("thresholds of a forecast", () => {
  const threshold: Threshold = {
    ...{ id: 1, name: "", rule: { kind: "above", value: 12 }, scope: { kind: "all" } },
    ...{ from: null, to: null, unit: "", severity: "warning" },
  };
  const steps = forecast.horizon;
  const at = Array.from({ length: steps }, (_, step) => (step === 0 ? null : 0.123456));
  const limit = { at, by: at.map((chance) => chance ?? 0), ever: 0.4, first: null, expectedSteps: 1, steps };
  const answer = { id: 1, limit, stock: null, problem: null };
  const asked = { ...forecast, thresholds: [{ threshold, answer }] };

  test("are a column of tables for programs, empty where nothing is said of a step", () => {
    const column = longTable([forecast, asked]).find(({ name }) => name === "chance above 12");
    expect(column?.cells.slice(0, steps)).toEqual(Array.from({ length: steps }, () => null));
    expect(column?.cells.slice(steps)).toEqual(at.map((chance) => (chance === null ? null : 0.1235)));
    expect(longTable([forecast]).map(({ name }) => name)).not.toContain("chance above 12");
  });

  test("stand in documents, in tables for people, as lines on pictures, and in words", () => {
    const [documented] = forecastDocument([asked], manifest).forecasts;
    expect(documented?.thresholds).toMatchObject([{ kind: "above", value: 12, ever: 0.4, never: 0.6, first: null }]);
    expect(numberTable(asked).columns.at(-1)).toBe("Above 12");
    expect(
      numberTable(asked)
        .rows.map((row) => row.at(-1))
        .slice(0, 2),
    ).toEqual(["", "12\u00A0%"]);
    expect(fanOf(asked).limits).toEqual([{ value: 12, text: "Above 12 \u00b7 40\u00A0%" }]);
    expect(notesOf(asked).at(-1)).toMatch(/^Above 12 in the next .*: 40\u00A0%\./);
  });

  test("the line of a picture is at the limit, with its words; one outside of the axis is not drawn", () => {
    const drawn = svgFigure(fanOf(asked), lightTokens);
    expect(drawn).toContain("Above 12 \u00b7 40\u00A0%</text>");
    const [lines, words] = plotlyFigure(fanOf(asked), lightTokens, {
      width: 600,
      height: 300,
      revision: "r",
    }).data.filter(({ meta }) => meta.role === "limit");
    expect(lines?.y).toEqual([12, 12, null]);
    expect(words?.["text"]).toEqual(["Above 12 \u00b7 40\u00A0%"]);
    const far = {
      ...asked,
      thresholds: [{ threshold: { ...threshold, rule: { kind: "above", value: 900 } as const }, answer }],
    };
    expect(svgFigure(fanOf(far), lightTokens).match(/stroke-dasharray="6 3"/g)).toBeNull();
  });
});
