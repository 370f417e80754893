/** The basic bundle has the same api as the whole library; only its trace types are fewer. */
declare module "plotly.js-basic-dist-min" {
  import type * as Plotly from "plotly.js";

  export type PlotlyElement = Plotly.PlotlyHTMLElement;
  const basic: typeof Plotly;
  export default basic;
}
