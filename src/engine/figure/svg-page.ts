import type { FanInput } from "./fan-input.ts";
import { describeFan } from "./describe-fan.ts";
import { fanShape } from "./fan-shape.ts";
import { coordinate, escapeMarkup, fitText } from "./markup.ts";
import { panelHeading, svgPanel } from "./svg-panel.ts";
import { type LinesShape, svgLines } from "./svg-lines.ts";
import type { FigureTokens } from "./tokens.ts";

/** One panel of a page. */
export interface PagePanel {
  readonly title: string;
  /** Under the title: the numbers that matter. */
  readonly line: string;
  /** Null where there is nothing to draw; `line` says why. */
  readonly input: FanInput | null;
}

const edge = 32;
const gap = 24;
/** Of the page's title and the line below it, and of a panel's. */
const headHeight = 100;
const panelHead = 36;
const panelHeight = 180;

/** Forecasts beside each other as one static picture, in as many columns as are wanted. The height grows with the rows. */
export function svgPanels(
  panels: readonly PagePanel[],
  title: string,
  subtitle: string,
  tokens: FigureTokens,
  columns: number,
  width = 1600,
): string {
  const across = Math.max(1, Math.min(columns, panels.length));
  const panelWidth = (width - 2 * edge - gap * (across - 1)) / across;
  const rowHeight = panelHead + panelHeight + gap;
  const drawn = panels.map(({ title: name, line, input }, index) => {
    const x = edge + (index % across) * (panelWidth + gap);
    const y = headHeight + Math.floor(index / across) * rowHeight;
    const head = `${panelHeading(name, tokens, x, y + 14, panelWidth)}${small(line, tokens, x, y + 30, panelWidth)}`;
    if (input === null) return head;
    const place = { x, y: y + panelHead, width: panelWidth, height: panelHeight, isSmall: true, id: `panel-${index}` };
    return head + svgPanel(input, fanShape(input), tokens, place);
  });
  const described = panels
    .map(({ title: name, line, input }) => `${name}: ${input === null ? line : describeFan(input)}`)
    .join(" ");
  const height = headHeight + Math.ceil(panels.length / across) * rowHeight;
  return pageOf(title, subtitle, described, tokens, { width, height }, drawn.join(""));
}

/** The same of one drawing with all lines. */
export function svgLinesPage(
  shape: LinesShape,
  title: string,
  subtitle: string,
  tokens: FigureTokens,
  width = 1200,
): string {
  const height = 680;
  const place = { x: edge, y: headHeight, width: width - 2 * edge, height: height - headHeight - 16, isSmall: false };
  const described = shape.lines.map(({ line: { name, input } }) => `${name}: ${describeFan(input)}`).join(" ");
  return pageOf(
    title,
    subtitle,
    described,
    tokens,
    { width, height },
    svgLines(shape, tokens, { ...place, id: "lines" }),
  );
}

function pageOf(
  title: string,
  subtitle: string,
  description: string,
  tokens: FigureTokens,
  { width, height }: { readonly width: number; readonly height: number },
  body: string,
): string {
  const room = width - 2 * edge;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${coordinate(height)}" viewBox="0 0 ${width} ${coordinate(height)}" role="img" aria-labelledby="page-title page-description" font-family="${escapeMarkup(tokens.fontFamily)}">`,
    `<title id="page-title">${escapeMarkup(title)}</title>`,
    `<desc id="page-description">${escapeMarkup(description)}</desc>`,
    `<rect width="100%" height="100%" fill="${tokens.background}"/>`,
    `<text x="${edge}" y="44" font-size="22" font-weight="600" fill="${tokens.text}">${escapeMarkup(fitText(title, 22, room, 600))}</text>`,
    `<text x="${edge}" y="68" font-size="14" fill="${tokens.mutedText}">${escapeMarkup(fitText(subtitle, 14, room))}</text>`,
    body,
    "</svg>\n",
  ].join("");
}

function small(text: string, tokens: FigureTokens, x: number, y: number, width: number): string {
  return `<text x="${coordinate(x)}" y="${coordinate(y)}" font-size="11.5" fill="${tokens.mutedText}">${escapeMarkup(fitText(text, 11.5, width))}</text>`;
}
