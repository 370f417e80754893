import { describe, expect, test } from "vitest";
import { EngineError } from "#domain/errors";
import type { FanInput } from "./fan-input.ts";
import { fanShape, laterLine } from "./fan-shape.ts";
import { defaultHistorySteps } from "./history-window.ts";
import { plotlyFigure, type PlotlyTrace } from "./plotly-figure.ts";
import { svgFigure, svgSheet } from "./svg-figure.ts";
import { blend, darkTokens, intervalColours, lightTokens } from "./tokens.ts";

const dayMs = 86_400_000;
const levels = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975];

function fan(over: Partial<FanInput> = {}): FanInput {
  const horizon = 4;
  const historyTimes = Array.from({ length: 20 }, (_, index) => index * dayMs);
  return {
    title: "Shop 7",
    frequency: { unit: "day", count: 1 },
    historyTimes,
    historyValues: historyTimes.map((_, index) => 100 + index),
    anchor: { time: 19 * dayMs, value: 119 },
    times: Array.from({ length: horizon }, (_, step) => (20 + step) * dayMs),
    levels,
    quantiles: Float32Array.from(
      levels.flatMap((level) => [1, 2, 3, 4].map((step) => 120 + step + (level - 0.5) * 20 * step)),
    ),
    actuals: null,
    origin: 0,
    ...over,
  };
}

function role(data: readonly PlotlyTrace[], name: string, share?: number): PlotlyTrace {
  const found = data.find((trace) => trace.meta.role === name && (share === undefined || trace.meta.share === share));
  if (found === undefined) throw new Error(`no trace ${name} ${share ?? ""}`);
  return found;
}

describe("the shape of a fan", () => {
  test("starts the median and every interval at the last observation", () => {
    const shape = fanShape(fan());
    expect(shape.median[0]).toEqual({ time: 19 * dayMs, value: 119 });
    expect(shape.intervals.map((interval) => interval.share)).toEqual([0.95, 0.8, 0.5]);
    for (const interval of shape.intervals) {
      expect(interval.times[0]).toBe(19 * dayMs);
      expect(interval.anchoredLower[0]).toBe(119);
      expect(interval.anchoredUpper[0]).toBe(119);
    }
  });

  test("nests the intervals", () => {
    const [wide, middle, narrow] = fanShape(fan()).intervals;
    for (let step = 1; step <= 4; step++) {
      expect(wide?.anchoredLower[step] ?? 0).toBeLessThan(middle?.anchoredLower[step] ?? 0);
      expect(middle?.anchoredLower[step] ?? 0).toBeLessThan(narrow?.anchoredLower[step] ?? 0);
      expect(wide?.anchoredUpper[step] ?? 0).toBeGreaterThan(narrow?.anchoredUpper[step] ?? 0);
    }
  });

  test("draws no interval wider than the model's own levels", () => {
    const nine = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
    const shape = fanShape(
      fan({ levels: nine, quantiles: nine.flatMap((level) => [1, 2, 3, 4].map(() => level * 10)) }),
    );
    expect(shape.intervals.map((interval) => interval.share)).toEqual([0.8, 0.5]);
    expect(shape.intervals[1]?.lower[0]).toBeCloseTo(2.5, 9);
  });

  test("takes no interval from levels that lie too far apart", () => {
    const three = [0.1, 0.5, 0.9];
    const shape = fanShape(fan({ levels: three, quantiles: three.flatMap(() => [1, 1, 1, 1]) }));
    expect(shape.intervals.map((interval) => interval.share)).toEqual([0.8]);
  });

  test("shows nothing after the origin as history", () => {
    const historyTimes = Array.from({ length: 30 }, (_, index) => index * dayMs);
    const shape = fanShape(
      fan({ historyTimes, historyValues: historyTimes.map(() => 5), origin: -10, actuals: [5, 5, Number.NaN, 5] }),
    );
    expect(shape.history).toHaveLength(20);
    expect(shape.later.map((point) => point.time / dayMs)).toEqual([24, 25, 26, 27, 28, 29]);
    // It goes on from the last actual: nothing is missing between the two.
    expect(laterLine(shape).map((point) => point.time / dayMs)).toEqual([23, 24, 25, 26, 27, 28, 29]);
    expect(laterLine({ ...shape, later: [] })).toEqual([]);
    expect(shape.boundaryTime).toBe(19 * dayMs);
    expect(shape.actuals).toHaveLength(5);
  });

  test("ends what is known with the last observation, also where steps without a value follow it", () => {
    const historyValues = Array.from({ length: 20 }, (_, index) => (index > 16 ? Number.NaN : index));
    const anchor = { time: 16 * dayMs, value: 16 };
    expect(fanShape(fan({ historyValues, anchor })).boundaryTime).toBe(16 * dayMs);
    // Whoever forecast at a past origin knew that these were missing.
    expect(fanShape(fan({ historyValues, anchor, origin: -4 })).boundaryTime).toBe(19 * dayMs);
  });

  test("survives a constant series, and one without any observation in view", () => {
    const flat = fanShape(
      fan({
        historyValues: new Array<number>(20).fill(3),
        anchor: { time: 0, value: 3 },
        quantiles: new Array<number>(28).fill(3),
      }),
    );
    expect(flat.valueRange[0]).toBeLessThan(3);
    expect(flat.valueRange[1]).toBeGreaterThan(3);
    const bare = fanShape(fan({ historyTimes: [], historyValues: [] }));
    expect(bare.boundaryTime).toBe(19 * dayMs);
  });

  test("refuses numbers that do not fit the levels and steps", () => {
    expect(() => fanShape(fan({ quantiles: [1, 2, 3] }))).toThrow(EngineError);
    expect(() => fanShape(fan({ times: [], quantiles: [] }))).toThrow(EngineError);
  });

  test("does not let the far past set the scale of a fixed view", () => {
    const values = Array.from({ length: 20 }, (_, index) => (index === 0 ? 1e6 : 100));
    const shape = fanShape(fan({ historyValues: values, timeRange: [10 * dayMs, 23 * dayMs] }));
    expect(shape.valueRange[1]).toBeLessThan(1000);
  });
});

describe("the Plotly figure", () => {
  test("holds the forecast's numbers exactly", () => {
    const input = fan();
    const { data } = plotlyFigure(input, lightTokens, { width: 800 });
    const row = (level: number): number[] =>
      Array.from(input.quantiles.slice(levels.indexOf(level) * 4, levels.indexOf(level) * 4 + 4));
    expect(role(data, "median").y.slice(1)).toEqual(row(0.5));
    expect(role(data, "lower", 0.95).y.slice(1)).toEqual(row(0.025));
    expect(role(data, "upper", 0.8).y.slice(1)).toEqual(row(0.9));
    expect(role(data, "median").x[1]).toBe("1970-01-21T00:00:00");
  });

  test("fills each interval from the trace right before it", () => {
    const { data } = plotlyFigure(fan(), lightTokens, { width: 800 });
    data.forEach((trace, index) => {
      if (trace["fill"] !== "tonexty") return;
      expect(data[index - 1]?.meta).toEqual({ role: "lower", share: trace.meta.share });
    });
  });

  test("a miss is filled and a hit hollow, by the 80 % interval", () => {
    // Its bounds at the four steps: 113 to 129, 106 to 138, 99 to 147, 92 to 156.
    const { data } = plotlyFigure(fan({ actuals: [121, 139, Number.NaN, 91], origin: -4 }), lightTokens, {
      width: 800,
    });
    const colours = (role(data, "actual")["marker"] as { color: string[] }).color;
    expect(colours.slice(1).map((colour) => colour === lightTokens.actual)).toEqual([false, true, false, true]);
    const svg = svgFigure(fan({ actuals: [121, 139, Number.NaN, 91], origin: -4 }), lightTokens);
    expect(svg.match(/<circle[^>]*r="3" fill="#c8440b" stroke/g)).toHaveLength(3);
    expect(svg).toContain(">Outside 80\u00a0%</text>");
  });

  test("the main interval has a firm edge, a wider one a dashed one, a narrower one none", () => {
    const { data } = plotlyFigure(fan(), lightTokens, { width: 800 });
    const edge = (share: number) => role(data, "upper", share)["line"] as { width: number; dash?: string };
    expect(edge(0.95)).toMatchObject({ width: 1, dash: expect.any(String) });
    expect(edge(0.8)).toMatchObject({ width: 1 });
    expect(edge(0.8).dash).toBeUndefined();
    expect(edge(0.5).width).toBe(0);
  });

  test("draws the intervals that are asked for", () => {
    const { data } = plotlyFigure(fan({ shares: [0.5, 0.9] }), lightTokens, { width: 800 });
    expect(data.filter(({ meta }) => meta.role === "upper").map(({ meta }) => meta.share)).toEqual([0.9, 0.5]);
  });

  test("writes the fan's end beside it where the height is known, and only where the end is in the picture", () => {
    const texts = (over: Partial<FanInput>): unknown => {
      const { data } = plotlyFigure(fan(over), lightTokens, { width: 800, height: 300 });
      return data.find(({ meta }) => meta.role === "end")?.["text"];
    };
    expect(texts({})).toEqual(["\u200280\u00a0%", "\u2002156.0", "\u2002<b>124.0</b>", "\u200292.0"]);
    expect(texts({ timeRange: [0, 21 * dayMs] })).toBeUndefined();
  });

  test("takes logarithms where it can, on an axis that labels the values themselves", () => {
    const { data, layout } = plotlyFigure(fan({ scale: "log" }), lightTokens, { width: 800 });
    expect(role(data, "median").y[1]).toBeCloseTo(Math.log10(121));
    expect(layout["yaxis"]).toMatchObject({ tickmode: "array", ticktext: expect.arrayContaining(["100"]) });
    const values = Array.from({ length: 20 }, (_, index) => index);
    const linear = plotlyFigure(fan({ scale: "log", historyValues: values }), lightTokens, { width: 800 });
    expect(role(linear.data, "median").y[1]).toBe(121);
  });

  test("shades weekends of daily data behind everything", () => {
    const { data } = plotlyFigure(fan(), lightTokens, { width: 800 });
    expect(data[0]?.meta.role).toBe("weekend");
    const monthly = plotlyFigure(fan({ frequency: { unit: "month", count: 1 } }), lightTokens, { width: 800 });
    expect(monthly.data.some(({ meta }) => meta.role === "weekend")).toBe(false);
  });

  test("marks dates with their words, as markup of nobody", () => {
    const marks = [{ kind: "note" as const, from: 5 * dayMs, to: 5 * dayMs, text: "<b>Strike</b>" }];
    const { data } = plotlyFigure(fan({ marks }), lightTokens, { width: 800, height: 300 });
    const words = data.filter(({ meta }) => meta.role === "note").at(-1);
    expect(words?.["text"]).toEqual(["\u2009 &lt;b&gt;Strike&lt;/b&gt;"]);
    expect(svgFigure(fan({ marks }), lightTokens)).toContain(">&lt;b&gt;Strike&lt;/b&gt;</text>");
  });

  test("is fresh every time: Plotly may write into it", () => {
    const input = fan();
    const first = plotlyFigure(input, lightTokens, { width: 800 });
    const second = plotlyFigure(input, lightTokens, { width: 800 });
    expect(first).toEqual(second);
    expect(first.layout).not.toBe(second.layout);
    expect(first.layout["xaxis"]).not.toBe(second.layout["xaxis"]);
    expect(first.data[0]?.x).not.toBe(second.data[0]?.x);
  });

  test("says the median and three intervals in one hover box", () => {
    const { data, layout } = plotlyFigure(fan(), lightTokens, { width: 800 });
    expect(layout["hovermode"]).toBe("x unified");
    const hover = role(data, "median")["customdata"] as string[][];
    expect(hover[1]?.[0]).toBe("121.0");
    expect(hover[1]?.[1]).toContain("95\u00a0%  <b>111.5</b> to <b>130.5</b>");
    expect(data.filter((trace) => trace["hoverinfo"] !== "skip").map((trace) => trace.meta.role)).toEqual([
      "history",
      "median",
    ]);
  });

  test("is plain data: JSON keeps all of it", () => {
    const figure = plotlyFigure(fan({ actuals: [1, Number.NaN, 3, 4], origin: -4 }), darkTokens, { width: 800 });
    expect(JSON.parse(JSON.stringify(figure))).toEqual(figure);
  });

  test("draws what happened over what was expected", () => {
    const { data } = plotlyFigure(fan({ actuals: [1, 2, 3, 4], origin: -4 }), lightTokens, { width: 800 });
    expect(data.at(-1)?.meta.role).toBe("actual");
  });

  test("names the boundary beside it, and not at all where there is no room or where it is out of sight", () => {
    const labelsOf = (over: Partial<FanInput>, typeScale = 1): unknown[] => {
      const { layout } = plotlyFigure(fan(over), lightTokens, { width: 400, typeScale });
      return (layout["annotations"] as { text: string }[]).map(({ text }) => text);
    };
    expect(labelsOf({})).toEqual(["last observation"]);
    expect(labelsOf({ origin: -4, actuals: [1, 2, 3, 4] })).toEqual(["as if made here"]);
    expect(labelsOf({ timeRange: [18 * dayMs, 23 * dayMs] })).toEqual([]);
    expect(labelsOf({ timeRange: [2 * dayMs, 12 * dayMs] })).toEqual([]);
    expect(labelsOf({ timeRange: [15 * dayMs, 23 * dayMs] })).toEqual(["last observation"]);
    expect(labelsOf({ timeRange: [15 * dayMs, 23 * dayMs] }, 2)).toEqual([]);
  });

  test("bare, the boundary is a trace and nothing of Plotly's own is left to draw", () => {
    const of = (over: Partial<FanInput>, height = 300) =>
      plotlyFigure(fan(over), lightTokens, { width: 400, height, isBare: true });
    const { data, layout } = of({});
    expect(role(data, "boundary")).toMatchObject({ mode: "lines+text", text: ["", "last observation\u2002"] });
    expect(layout).toMatchObject({ annotations: [], shapes: [] });
    expect(data.some(({ meta }) => meta.role === "key")).toBe(false);
    expect(role(of({}, 100).data, "boundary")["mode"]).toBe("lines");
    expect(of({ timeRange: [2 * dayMs, 12 * dayMs] }).data.some(({ meta }) => meta.role === "boundary")).toBe(false);
  });

  test("breaks lines at missing values and marks an observation between two gaps", () => {
    const values = Array.from({ length: 20 }, (_, index) => (index === 4 || index === 6 ? Number.NaN : 1));
    const trace = role(plotlyFigure(fan({ historyValues: values }), lightTokens, { width: 800 }).data, "history");
    expect(trace.y[4]).toBeNull();
    expect((trace["marker"] as { size: number[] }).size[5]).toBeGreaterThan(0);
  });

  test("thins a long history to the width", () => {
    const times = Array.from({ length: 50_000 }, (_, index) => (index - 50_000) * dayMs);
    const { data } = plotlyFigure(
      fan({ historyTimes: times, historyValues: times.map((_, index) => index % 7) }),
      lightTokens,
      { width: 600 },
    );
    expect(role(data, "history").x.length).toBeLessThanOrEqual(600 * 5);
    // Lowest and highest of what each point stands for.
    const shade = role(data, "envelope").y.filter((value) => value !== null);
    expect([Math.min(...shade), Math.max(...shade)]).toEqual([0, 6]);
  });

  test("can show the density of each step in place of the intervals", () => {
    const density = { points: 3, from: [1, 1, 1, 1], step: [1, 1, 1, 1], values: [0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0] };
    const { data } = plotlyFigure(fan({ density }), lightTokens, { width: 800, show: "density" });
    expect(data.some((trace) => trace.meta.role === "upper")).toBe(false);
    expect(role(data, "density").y.filter((value) => value === null)).toHaveLength(3);
  });
});

describe("the static drawing", () => {
  test("is well-formed, names itself, and describes the forecast in words", () => {
    const svg = svgFigure(fan({ actuals: [121, 122, 123, 124], origin: -4 }), lightTokens);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="1200" height="640"/);
    expect(svg).toContain('<title id="fan-title">Shop 7</title>');
    expect(svg).toContain("a forecast of 4 steps");
    for (const word of ["History", "Actual", "Median", "50\u00a0%", "80\u00a0%", "95\u00a0%"])
      expect(svg).toContain(`>${word}</text>`);
    expect(svg).not.toMatch(/NaN|undefined|null|Infinity/);
    const opened = svg.match(/<[a-z][^>]*[^/]>/gi)?.length ?? 0;
    expect(svg.match(/<\/[a-z]+>/gi)).toHaveLength(opened);
  });

  test("lets no id become markup", () => {
    const svg = svgFigure(fan({ title: `</title><script>alert("1")</script>&\u0000` }), lightTokens);
    expect(svg).not.toContain("<script");
    expect(svg).toContain("&lt;/title&gt;&lt;script&gt;");
    expect(svg).not.toContain("\u0000");
  });

  test("cuts a name that is too long for the page", () => {
    expect(svgFigure(fan({ title: "very long ".repeat(60) }), lightTokens)).toContain("\u2026</text>");
  });

  test("draws up to twelve small multiples and says how many there are", () => {
    const svg = svgSheet(
      Array.from({ length: 14 }, () => fan()),
      "shops.csv",
      darkTokens,
    );
    expect(svg.match(/<clipPath/g)).toHaveLength(12);
    expect(svg).toContain("12 of 14 series");
    expect(svgSheet([fan()], "shops.csv", lightTokens)).toContain(">Shop 7</text>");
  });

  test("has no gap-bridging line where values are missing", () => {
    const values = Array.from({ length: 20 }, (_, index) => (index > 5 && index < 10 ? Number.NaN : 1 + index));
    const path = /<path d="([^"]*)" fill="none" stroke="#2b3542"/.exec(
      svgFigure(fan({ historyValues: values }), lightTokens),
    )?.[1];
    expect(path?.match(/M/g)).toHaveLength(2);
  });
});

test("the default history shows three horizons or two seasons, and never more than there is", () => {
  expect(defaultHistorySteps(12, 12, 144)).toBe(36);
  expect(defaultHistorySteps(24, 168, 5000)).toBe(336);
  expect(defaultHistorySteps(2, 1, 500)).toBe(24);
  expect(defaultHistorySteps(24, 12, 30)).toBe(30);
});

describe("colours", () => {
  const luminance = (colour: string): number => {
    const channel = (at: number): number => {
      const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
  };
  const contrast = (one: string, other: string): number => {
    const [high = 1, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };

  test.each([lightTokens, darkTokens])("meet WCAG: text 4.5, lines 3, on the $scheme background", (tokens) => {
    for (const text of [tokens.text, tokens.mutedText]) expect(contrast(text, tokens.background)).toBeGreaterThan(4.5);
    for (const line of [tokens.history, tokens.median, tokens.actual])
      expect(contrast(line, tokens.background)).toBeGreaterThan(3);
  });

  test.each([lightTokens, darkTokens])(
    "tell the $scheme intervals apart without hue, and the lines from the intervals",
    (tokens) => {
      const colours = [tokens.background, ...intervalColours(tokens, [0.95, 0.8, 0.5])];
      for (let index = 1; index < colours.length; index++) {
        expect(contrast(colours[index - 1] ?? "", colours[index] ?? "")).toBeGreaterThan(1.2);
      }
      expect(contrast(tokens.median, colours[3] ?? "")).toBeGreaterThan(3);
    },
  );

  test("blend as paint does", () => {
    expect(blend("#000000", "#ffffff", 0.5)).toBe("#808080");
  });
});
