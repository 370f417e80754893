import { expect, test } from "vitest";
import { datasetOf, forecastOf, valuesOf } from "../../bridge/fixtures.ts";
import { markOf } from "../../charts/marks.ts";
import { darkTokens, isPlainDrawing, lightTokens } from "#engine/figure";
import type { Compared } from "./compared.ts";
import { valuesAt } from "./cursor.ts";
import { picturesOf } from "./drawn.ts";
import { lineLook, linesOf } from "./lines.ts";
import { type Kind, maxLines, usualLook } from "./look.ts";
import { pictureOf } from "./picture.ts";
import type { Panel } from "./side-by-side.ts";
import { tableOfPanels } from "./table.ts";
import type { PanelView } from "./use-pictures.ts";
import { fitting, formatFor, modelNames, panelText, readingOf, stepText, titleOf } from "./words.ts";

const dataset = datasetOf("d", "north <&>", "south");
const nameOf = modelNames({ models: [], methods: { composedModels: [], forecasters: [] } }, null);

function viewOf(kind: Kind, origin = 0, change: Partial<Panel> = {}, place = 0): PanelView {
  const series = dataset.series[place]!;
  const args = { dataset: "d", series: series.id, model: "m", horizon: 6, origin };
  const compared: Compared = {
    ...{ id: `${kind} ${place} ${origin}`, kind },
    selection: {
      ...{
        dataset,
        series,
        model: "m",
        horizon: 6,
        origin,
        density: false,
        bands: "native",
        isRounded: false,
        levels: [],
      },
    },
  };
  const panel: Panel = {
    ...{ compared, error: null, isRefining: false, evidence: { state: "open" } },
    shown: { dataset, series, values: valuesOf(series.id), forecast: forecastOf(args) },
    ...change,
  };
  const [picture = "none"] = picturesOf([panel.shown], "own", "linear", true);
  return { panel, title: titleOf(compared, nameOf), picture, number: formatFor(panel, picture, false, false) };
}

const drawnOf = ({ picture }: PanelView) => {
  if (typeof picture === "string") throw new Error("There is no picture.");
  return picture.input;
};

test("a panel is called by what differs from the others", () => {
  const kinds: readonly Kind[] = ["series", "models", "origins", "files"];
  expect(kinds.map((kind) => viewOf(kind, kind === "origins" ? -12 : 0).title)).toEqual([
    "north <&>",
    "m",
    "12 months back",
    "d.csv",
  ]);
});

test("a panel says all that it shows to those who don't see it", () => {
  const { panel, title, picture, number } = viewOf("series");
  expect(panelText(panel, title, picture, number)).toBe(
    "north <&>. Last value 47.00 in Dec 2023. Forecast for Jun 2024: median 3.00, 80\u00A0% between 1.00 and 5.00.",
  );
  const past = viewOf("origins", -12);
  expect(panelText(past.panel, past.title, past.picture, past.number)).toContain("0 of 6 months within.");
});

test("a panel without a picture says why, and what to do", () => {
  const error = { code: "worker-crashed" as const, message: "The worker ended." };
  const failed = viewOf("series", 0, { shown: null, error });
  expect(panelText(failed.panel, failed.title, failed.picture, failed.number)).toBe(
    "north <&>. The worker ended. Press to try again.",
  );
  const waiting = viewOf("series", 0, { shown: null });
  expect(panelText(waiting.panel, waiting.title, waiting.picture, waiting.number)).toBe("north <&>. Loading…");
});

test("what came is said with whether the range held it", () => {
  const view = viewOf("origins", -12);
  const input = drawnOf(view);
  const values = valuesAt(input, input.historyTimes.length);
  expect(stepText(values, view.panel, view.number)).toMatch(/happened: 36\.00, outside the range$/);
  expect(readingOf(values, view.panel, view.number)).toMatchObject({
    when: "Jan 2023",
    actual: "was 36.00",
    isInside: false,
  });
  const observed = valuesAt(input, 0);
  expect(stepText(observed, view.panel, view.number)).toMatch(/^observed /);
  expect(stepText({ ...observed, observed: Number.NaN }, view.panel, view.number)).toBe("no value");
});

test("of several ways to say something the longest that fits is taken", () => {
  const ways = [["Dec 2020", "1 – 5", ""], ["1 – 5", ""], [""]];
  expect([40, 15, 6, 2].map((room) => fitting(ways, room))).toEqual(["Dec 2020 · 1 – 5", "1 – 5", "1 – 5", ""]);
});

test("the table has a row for each step, in the units of the series, whatever the scale", () => {
  const [head, ...rows] = tableOfPanels([viewOf("origins", -3), viewOf("series", 0, { shown: null })], nameOf);
  expect(head).toHaveLength(11);
  expect(rows).toHaveLength(6);
  expect(rows[0]).toEqual([
    ...["3 months back", "d.csv", "north <&>", "m", "2023-09-01T00:00:00", "2023-10-01T00:00:00", 1, 3, 1, 5, 45],
  ]);
  expect(rows[5]?.at(-1)).toBe("");
  // A stand-in for the model that is still being chosen is not taken for it.
  const [, standIn] = tableOfPanels([viewOf("models", 0, { isRefining: true })], nameOf);
  expect(standIn?.[0]).toBe("m (provisional)");
});

test("what is given away is a drawing with every panel in it, and nothing where nothing is there", () => {
  const views = [viewOf("series"), viewOf("series", 0, {}, 1)];
  for (const layout of ["grid", "one"] as const) {
    const svg = pictureOf(views, { ...usualLook, layout }, "shops & more", "linear") ?? "";
    expect(isPlainDrawing(svg)).toBe(true);
    expect(svg).toContain("shops &amp; more");
    expect(svg).toContain("north &lt;&amp;&gt;");
    expect(svg).toContain("south");
    expect(svg).toContain("2 series · forecasts of 6 months");
  }
  expect(pictureOf([viewOf("series", 0, { shown: null })], usualLook, "t", "linear")).toBeNull();
});

test("forecasts of one series have what happened once, those of several each their own", () => {
  const how = { band: "80", scale: "linear", isIndexed: false, isDark: false } as const;
  const origins = linesOf([viewOf("origins", -12), viewOf("origins", -24)], how);
  expect(origins?.observed.at(-1)).toEqual({ time: Date.UTC(2023, 5, 1), value: 41 });
  expect(linesOf([viewOf("series"), viewOf("series", 0, {}, 1)], how)?.observed).toEqual([]);
  expect(linesOf([viewOf("origins", -12)], { ...how, isIndexed: true })?.observed).toEqual([]);
  expect(linesOf([viewOf("series", 0, { shown: null })], how)).toBeNull();
});

/** WCAG 2.2, of two colours `#rrggbb`. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

test("lines have contrast on the ground of both themes, and no two are alike", () => {
  for (const [isDark, { background }] of [
    [false, lightTokens],
    [true, darkTokens],
  ] as const) {
    const looks = Array.from({ length: maxLines }, (_, index) => lineLook(index, isDark));
    for (const { colour } of looks) expect(contrast(colour, background)).toBeGreaterThanOrEqual(3);
    expect(new Set(looks.map(({ colour }) => colour)).size).toBe(maxLines);
  }
  expect(lineLook(0, false).colour).toBe(markOf(0).light);
});
