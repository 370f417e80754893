/** One definition of the fan chart: as data for the window and the report, and as a static picture. */
export { decimate, type Decimated } from "./decimate.ts";
export { describeFan } from "./describe-fan.ts";
export type { FanInput, NumberColumn, StepDensity } from "./fan-input.ts";
export type { FanPoint } from "./fan-points.ts";
export { type AnchoredInterval, type FanShape, fanShape, formatOf } from "./fan-shape.ts";
export { defaultHistorySteps } from "./history-window.ts";
export { type Interval, type IntervalShare, intervalShares, medianOf } from "./intervals.ts";
export { escapeMarkup } from "./markup.ts";
export {
  plotlyConfig,
  type PlotlyFigure,
  plotlyFigure,
  type PlotlyOptions,
  type PlotlyTrace,
  type TraceRole,
} from "./plotly-figure.ts";
export { defaultSvgSize, maxPanels, svgFigure, svgSheet, type SvgSize } from "./svg-figure.ts";
export { darkTokens, type FigureTokens, lightTokens, withOpacity } from "./tokens.ts";
