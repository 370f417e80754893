export { autocorrelationFigure } from "./autocorrelation-figure.ts";
export { automaticZoom, createFanChart, describeChart, type FanChart, type PlotArea, rootScale } from "./fan-chart.ts";
export { indexAtOrAfter } from "./chart-window.ts";
export type { CutRange } from "./cut-ranges.ts";
export { EventShape } from "./event-shape.tsx";
export { FlagShape } from "./flag-shape.tsx";
export {
  countedFlags,
  describeFlag,
  flaggedSteps,
  flagMeanings,
  flagNames,
  flagsAt,
  type MarkedCode,
  markedCodes,
} from "./flags.ts";
export { MarkShape } from "./mark-shape.tsx";
export type { PlainFigure, PlainTrace } from "./plain-chart.ts";
export { PlainChartView } from "./plain-chart-view.tsx";
export { histogramBars } from "./histogram-figure.ts";
export { chartLibrary } from "./chart-library.ts";
export { describeSpan, missingAt, missingSpans } from "./missing.ts";
