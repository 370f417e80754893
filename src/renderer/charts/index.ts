export { autocorrelationFigure } from "./autocorrelation-figure.ts";
export {
  automaticZoom,
  createFanChart,
  describeChart,
  type FanChart,
  nonPositiveCount,
  rootScale,
  seasonUnitOf,
  wholeTime,
} from "./fan-chart.ts";
export { pixelX, pixelY, type PlotArea, timeAt, valueAt } from "./plot-area.ts";
export {
  noZooms,
  panBy,
  panStep,
  reveal,
  withoutZoom,
  withZoom,
  zoomAround,
  type ZoomHistory,
  type ZoomLimits,
  zoomOf,
  zoomPerPixel,
  zoomStep,
} from "./zoom.ts";
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
export { markOf } from "./marks.ts";
export { MarkShape } from "./mark-shape.tsx";
export type { PlainFigure, PlainTrace } from "./plain-chart.ts";
export { PlainChartView } from "./plain-chart-view.tsx";
export { histogramBars } from "./histogram-figure.ts";
export { chartLibrary } from "./chart-library.ts";
export { areColoursForced, chartTokens, onForcedColours } from "./chart-tokens.ts";
export { describeSpan, missingAt, missingSpans } from "./missing.ts";
