/** Colours and type of a fan chart. Colours are `#rrggbb`, so that blends for legends can be computed. */
export interface FigureTokens {
  readonly scheme: "light" | "dark";
  readonly background: string;
  readonly text: string;
  readonly mutedText: string;
  readonly grid: string;
  readonly axis: string;
  readonly history: string;
  readonly median: string;
  readonly band: string;
  /** Opacity of each interval's own layer. Inner intervals lie on top of outer ones, so their opacities add up. */
  readonly bandOpacity: { readonly "0.5": number; readonly "0.8": number; readonly "0.95": number };
  readonly actual: string;
  /** What an import says about single observations. */
  readonly flag: string;
  readonly boundary: string;
  /** Of the shade behind weekends, in the colour of quiet text. */
  readonly weekendOpacity: number;
  readonly tooltipBackground: string;
  readonly tooltipBorder: string;
  readonly fontFamily: string;
}

const fontFamily = 'Inter, "Inter Variable", system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif';

/**
 * One hue in three depths for the intervals: the order survives grey-scale printing and every form of colour-blindness.
 * Actuals take vermilion, which differs from blue for all of them, and are markers as well. Flags take
 * purple, and are the only open shapes.
 */
export const lightTokens: FigureTokens = {
  scheme: "light",
  background: "#ffffff",
  text: "#17202b",
  mutedText: "#586474",
  grid: "#e6e9ee",
  axis: "#b6bec9",
  history: "#2b3542",
  median: "#0f4fa8",
  band: "#2f78d6",
  bandOpacity: { "0.5": 0.3, "0.8": 0.2, "0.95": 0.16 },
  actual: "#c8440b",
  flag: "#7a2fa8",
  boundary: "#8a95a3",
  weekendOpacity: 0.07,
  tooltipBackground: "#ffffff",
  tooltipBorder: "#d4dae2",
  fontFamily,
};

export const darkTokens: FigureTokens = {
  scheme: "dark",
  background: "#12171e",
  text: "#e8edf3",
  mutedText: "#9aa7b6",
  grid: "#252d38",
  axis: "#465161",
  history: "#cfd8e3",
  median: "#9cc8ff",
  band: "#4c97f0",
  bandOpacity: { "0.5": 0.34, "0.8": 0.25, "0.95": 0.23 },
  actual: "#ff9b5e",
  flag: "#d3a3f7",
  boundary: "#6f7d8e",
  weekendOpacity: 0.09,
  tooltipBackground: "#1b222c",
  tooltipBorder: "#37424f",
  fontFamily,
};

/** Paints `foreground` at `opacity` over `background`; all colours `#rrggbb`. */
export function blend(foreground: string, background: string, opacity: number): string {
  const mix = (at: number): string => {
    const top = Number.parseInt(foreground.slice(at, at + 2), 16);
    const bottom = Number.parseInt(background.slice(at, at + 2), 16);
    return Math.round(top * opacity + bottom * (1 - opacity))
      .toString(16)
      .padStart(2, "0");
  };
  return `#${mix(1)}${mix(3)}${mix(5)}`;
}

export function withOpacity(colour: string, opacity: number): string {
  const channel = (at: number): number => Number.parseInt(colour.slice(at, at + 2), 16);
  return `rgba(${channel(1)},${channel(3)},${channel(5)},${opacity})`;
}

/** Of the interval's own layer: the three usual ones' are given, and others lie between theirs. */
export function opacityOf({ bandOpacity }: FigureTokens, share: number): number {
  const known = [
    [0.5, bandOpacity["0.5"]],
    [0.8, bandOpacity["0.8"]],
    [0.95, bandOpacity["0.95"]],
  ] as const;
  const [first, middle, last] = known;
  if (share <= first[0]) return first[1];
  if (share >= last[0]) return last[1];
  const [from, to] = share < middle[0] ? [first, middle] : [middle, last];
  return from[1] + ((share - from[0]) / (to[0] - from[0])) * (to[1] - from[1]);
}

/** The colour that the eye meets in each interval, for shares from the widest to the narrowest. */
export function intervalColours(tokens: FigureTokens, shares: readonly number[]): string[] {
  let colour = tokens.background;
  return shares.map((share) => {
    colour = blend(tokens.band, colour, opacityOf(tokens, share));
    return colour;
  });
}
