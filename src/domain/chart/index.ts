/** How a forecast is drawn: choices that are remembered, and what others may mark on it. */
export { labelOf, labelOfName, type NamedColumns, usualLabel, valueLabel } from "./label.ts";
export { markKinds, maxFigureMarks, type DatedMark, type FigureOptions } from "./marks.ts";
export {
  boundsOf,
  chartLayouts,
  defaultChartOptions,
  extraLevels,
  labelKey,
  maxShares,
  representations,
  sharePresets,
  sharesFrom,
  valueScales,
  type AxisLabel,
  type ChartOptions,
  type Representation,
  type ValueScaleKind,
  type Zoom,
} from "./options.ts";
