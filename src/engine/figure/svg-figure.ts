import { describeFan } from "./describe-fan.ts";
import type { FanInput } from "./fan-input.ts";
import { type FanShape, fanShape } from "./fan-shape.ts";
import { coordinate, escapeMarkup, fitText } from "./markup.ts";
import { svgLegend } from "./svg-legend.ts";
import { panelHeading, svgPanel } from "./svg-panel.ts";
import type { FigureTokens } from "./tokens.ts";

export interface SvgSize {
  readonly width: number;
  readonly height: number;
}

export const defaultSvgSize: SvgSize = { width: 1200, height: 640 };

/** Small multiples stop here: more panels on one page can no longer be read. */
export const maxPanels = 12;

const edge = 32;
/** Of the lines below the title. */
const lineHeight = 24;

/** One fan chart as a finished, static picture: heading, legend, axes with labels, and a description for screen readers. */
export function svgFigure(input: FanInput, tokens: FigureTokens, size: SvgSize = defaultSvgSize): string {
  const shape = fanShape(input);
  const lines = [...(input.subtitle ? [input.subtitle] : []), ...(input.notes ?? [])];
  const legendAt = 74 + lines.length * lineHeight;
  const top = legendAt + 26 + (input.valueLabel ? 18 : 0);
  const label = input.valueLabel
    ? `<text x="${edge}" y="${top - 16}" font-size="12.5" fill="${tokens.mutedText}">${escapeMarkup(fitText(input.valueLabel, 12.5, size.width / 2))}</text>`
    : "";
  const body = [
    heading(input.title, lines, tokens, size),
    svgLegend(shape, tokens, edge, legendAt),
    label,
    svgPanel(input, shape, tokens, {
      x: edge,
      y: top,
      width: size.width - edge * 2,
      height: size.height - top - 20,
      isSmall: false,
      id: "fan-0",
    }),
  ];
  return svgDocument(size, tokens, input.title, describeFan(input), body.join(""));
}

/**
 * Several series as small multiples, each with its own axes; the first {@link maxPanels} of them. One series is drawn as a
 * full figure. The height grows with the number of rows.
 */
export function svgSheet(inputs: readonly FanInput[], title: string, tokens: FigureTokens, width = 1200): string {
  const [first] = inputs;
  if (first !== undefined && inputs.length === 1)
    return svgFigure(first, tokens, { width, height: defaultSvgSize.height });
  const shown = inputs.slice(0, maxPanels);
  const columns = shown.length <= 4 ? 2 : 3;
  const rows = Math.ceil(shown.length / columns);
  const gap = 28;
  const panelWidth = (width - edge * 2 - gap * (columns - 1)) / columns;
  const panelHeight = columns === 2 ? 250 : 200;
  const top = 132;
  const height = top + rows * (panelHeight + 34) + 10;
  const count = inputs.length > shown.length ? `${shown.length} of ${inputs.length} series` : `${inputs.length} series`;
  const panels = shown.map((input, index) => {
    const x = edge + (index % columns) * (panelWidth + gap);
    const y = top + Math.floor(index / columns) * (panelHeight + 34);
    const place = { x, y: y + 14, width: panelWidth, height: panelHeight - 14, isSmall: true, id: `fan-${index}` };
    return panelHeading(input.title, tokens, x, y, panelWidth) + svgPanel(input, fanShape(input), tokens, place);
  });
  const described = shown.map((input) => `${input.title}: ${describeFan(input)}`).join(" ");
  const shapes = shown.map(fanShape);
  // One legend for all panels: an entry for everything that any of them shows.
  const legend = svgLegend(
    {
      median: shapes.find((shape) => shape.median.length > 0)?.median ?? [],
      actuals: shapes.find((shape) => shape.actuals.length > 0)?.actuals ?? [],
      intervals: shapes.reduce<FanShape["intervals"]>(
        (most, shape) => (shape.intervals.length > most.length ? shape.intervals : most),
        [],
      ),
      mainShare: shapes.find((shape) => shape.mainShare !== null)?.mainShare ?? null,
    },
    tokens,
    edge,
    98,
  );
  const size = { width, height };
  return svgDocument(
    size,
    tokens,
    title,
    described,
    [heading(title, [count], tokens, size), legend, ...panels].join(""),
  );
}

function heading(title: string, lines: readonly string[], tokens: FigureTokens, size: SvgSize): string {
  const width = size.width - edge * 2;
  const below = lines.map(
    (line, index) =>
      `<text x="${edge}" y="${68 + index * lineHeight}" font-size="14" fill="${tokens.mutedText}">${escapeMarkup(fitText(line, 14, width))}</text>`,
  );
  return `<text x="${edge}" y="44" font-size="22" font-weight="600" fill="${tokens.text}">${escapeMarkup(fitText(title, 22, width, 600))}</text>${below.join("")}`;
}

function svgDocument(size: SvgSize, tokens: FigureTokens, title: string, description: string, body: string): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${coordinate(size.height)}" viewBox="0 0 ${size.width} ${coordinate(size.height)}" role="img" aria-labelledby="fan-title fan-description" font-family="${escapeMarkup(tokens.fontFamily)}">`,
    `<title id="fan-title">${escapeMarkup(title)}</title>`,
    `<desc id="fan-description">${escapeMarkup(description)}</desc>`,
    `<rect width="100%" height="100%" fill="${tokens.background}"/>`,
    body,
    "</svg>\n",
  ].join("");
}
