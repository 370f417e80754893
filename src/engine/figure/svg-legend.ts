import type { FanShape } from "./fan-shape.ts";
import { shareLabel } from "./intervals.ts";
import { coordinate, textWidth } from "./markup.ts";
import { type FigureTokens, intervalColours } from "./tokens.ts";

/** What decides which entries a legend has. */
export type LegendShape = Pick<FanShape, "median" | "actuals" | "intervals" | "mainShare">;

/** One row that names every line and interval that is drawn. Swatches show the colour that the eye meets in the fan. */
export function svgLegend(shape: LegendShape, tokens: FigureTokens, x: number, y: number): string {
  const entries: { readonly label: string; readonly swatch: (at: number) => string }[] = [
    { label: "History", swatch: (at) => lineSwatch(at, y, tokens.history, 1.7) },
  ];
  if (shape.actuals.length > 0) {
    const ring = (at: number, fill: string): string =>
      `<circle cx="${coordinate(at)}" cy="${coordinate(y - 4.5)}" r="3" fill="${fill}" stroke="${tokens.actual}"/>`;
    entries.push({
      label: "Actual",
      swatch: (at) => `${lineSwatch(at, y, tokens.actual, 1.5)}${ring(at + 11, tokens.background)}`,
    });
    const main = shape.mainShare;
    if (main !== null)
      entries.push({
        label: `Outside ${shareLabel(main)}`,
        swatch: (at) => `${lineSwatch(at, y, tokens.actual, 1.5)}${ring(at + 11, tokens.actual)}`,
      });
  }
  if (shape.median.length > 0) {
    entries.push({ label: "Median", swatch: (at) => lineSwatch(at, y, tokens.median, 2.4) });
  }
  const colours = intervalColours(
    tokens,
    shape.intervals.map((interval) => interval.share),
  );
  const bands = shape.intervals.map((interval, index) => ({
    label: interval.label,
    swatch: (at: number) =>
      `<rect x="${coordinate(at)}" y="${coordinate(y - 11)}" width="22" height="13" rx="2" fill="${colours[index] ?? tokens.band}"/>`,
  }));
  entries.push(...bands.reverse());
  let at = x;
  const parts = entries.map((entry) => {
    const drawn = `${entry.swatch(at)}<text x="${coordinate(at + 30)}" y="${coordinate(y)}">${entry.label}</text>`;
    at += 30 + textWidth(entry.label, 13) + 24;
    return drawn;
  });
  return `<g font-size="13" fill="${tokens.mutedText}">${parts.join("")}</g>`;
}

function lineSwatch(x: number, y: number, colour: string, width: number): string {
  return `<line x1="${coordinate(x)}" x2="${coordinate(x + 22)}" y1="${coordinate(y - 4.5)}" y2="${coordinate(y - 4.5)}" stroke="${colour}" stroke-width="${width}" stroke-linecap="round"/>`;
}
