import { darkTokens, lightTokens, type FigureTokens } from "#engine/figure";

type ColourToken = { [K in keyof FigureTokens]: FigureTokens[K] extends string ? K : never }[keyof FigureTokens];

/** Custom properties that the window shares with every exported picture. */
const shared: Readonly<Record<`--${string}`, ColourToken>> = {
  "--surface": "background",
  "--text": "text",
  "--chart-history": "history",
  "--chart-median": "median",
  "--chart-band": "band",
  "--chart-actual": "actual",
  "--chart-flag": "flag",
};

/** Gives the style sheets the colours of the figure. They have one definition, which main's drawings use, too. */
export function shareChartColours(style: CSSStyleDeclaration): void {
  for (const [property, token] of Object.entries(shared)) {
    style.setProperty(property, `light-dark(${lightTokens[token]}, ${darkTokens[token]})`);
  }
}
