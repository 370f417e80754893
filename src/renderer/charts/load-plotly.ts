import type Plotly from "plotly.js-basic-dist-min";

let loading: Promise<typeof Plotly> | null = null;

/** Plotly is the largest script by far, so it loads once, beside and not before the first view. */
export async function loadPlotly(): Promise<typeof Plotly> {
  loading ??= import("plotly.js-basic-dist-min").then((module) => module.default);
  return loading;
}
