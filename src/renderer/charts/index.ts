export { automaticZoom, createFanChart, describeChart, type FanChart, type PlotArea, rootScale } from "./fan-chart.ts";
export { indexAtOrAfter } from "./chart-window.ts";
export type { CutRange } from "./cut-ranges.ts";
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
export { createPlainChart, type PlainChart, type PlainFigure, type PlainTrace } from "./plain-chart.ts";
export { chartLibrary } from "./chart-library.ts";
export { describeSpan, missingAt, missingSpans } from "./missing.ts";
