import { blend, darkTokens, type FigureTokens, lightTokens } from "#engine/figure";

/** The system forces its own few colours on everything: high contrast. */
const forced = globalThis.matchMedia?.("(forced-colors: active)");

/** Colours of charts: the theme's, or the system's where it forces its own, which pictures don't follow by themselves. */
export function chartTokens(dark: boolean): FigureTokens {
  return forced?.matches === true ? forcedTokens(systemColour) : dark ? darkTokens : lightTokens;
}

/** Calls back when the system begins or ends to force colours. Returns the function that unsubscribes. */
export function onForcedColours(listener: () => void): () => void {
  forced?.addEventListener("change", listener);
  return () => forced?.removeEventListener("change", listener);
}

/** Whether it does now. */
export function areColoursForced(): boolean {
  return forced?.matches === true;
}

type SystemColour = "Canvas" | "CanvasText" | "Highlight" | "LinkText";

/** @param colour `#rrggbb` of a colour of the system */
export function forcedTokens(colour: (name: SystemColour) => string): FigureTokens {
  const [background, text, range, link] = (["Canvas", "CanvasText", "Highlight", "LinkText"] as const).map(colour) as [
    string,
    string,
    string,
    string,
  ];
  return {
    ...(brightness(background) < 0.5 ? darkTokens : lightTokens),
    ...{ background, text, mutedText: text, axis: text, history: text, flag: text, boundary: text },
    grid: blend(text, background, 0.25),
    // The edges of ranges are of this colour, too.
    ...{ median: range, band: range },
    actual: link,
    ...{ tooltipBackground: background, tooltipBorder: text },
  };
}

const channelsOf = (colour: string): readonly number[] =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);

/** Of `#rrggbb`, from black, 0, to white, 1. */
function brightness(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channelsOf(colour);
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

/** Style sheets alone know the system's colours: as `rgb(r, g, b)`. */
function systemColour(name: SystemColour): string {
  const probe = document.createElement("span");
  probe.style.cssText = `forced-color-adjust: none; color: ${name}`;
  document.body.append(probe);
  const channels = getComputedStyle(probe).color.match(/[\d.]+/g) ?? [];
  probe.remove();
  const two = (channel: string): string => Math.round(Number(channel)).toString(16).padStart(2, "0");
  return `#${channels.slice(0, 3).map(two).join("")}`;
}
