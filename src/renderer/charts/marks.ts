/** How lines of several models are told apart: by colour, by dashes and by the shape of their points, never by colour alone. */

/** Colours by scheme, each with a contrast of at least 3 to 1 on its own ground; dashes and symbols by Plotly's names. */
export interface Mark {
  readonly light: string;
  readonly dark: string;
  readonly dash: "solid" | "dash" | "dot" | "dashdot";
  readonly symbol: "circle" | "square" | "diamond" | "triangle-up" | "cross" | "x" | "star" | "triangle-down";
}

const colours = [
  { light: "#0f4fa8", dark: "#9cc8ff" },
  { light: "#b35a00", dark: "#f2b066" },
  { light: "#1b7044", dark: "#74d4a2" },
  { light: "#a8287e", dark: "#f49ad0" },
  { light: "#00737f", dark: "#5fd0dc" },
  { light: "#6a3fb5", dark: "#c5a8ff" },
  { light: "#7a4b1e", dark: "#d9b48a" },
  { light: "#5f6b7a", dark: "#aab6c4" },
] as const;
const symbols = ["circle", "square", "diamond", "triangle-up", "cross", "x", "star", "triangle-down"] as const;
const dashes = ["solid", "dash", "dot", "dashdot"] as const;

/** The look of the model at one place of a list: the first eight differ in colour and shape, the next in their dashes, too. */
export function markOf(index: number): Mark {
  const place = index % colours.length;
  const colour = colours[place] ?? colours[0];
  return {
    ...colour,
    symbol: symbols[place] ?? "circle",
    dash: dashes[Math.floor(index / colours.length + place) % dashes.length] ?? "solid",
  };
}
