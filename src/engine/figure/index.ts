/** One definition of the fan chart: as data for the window and the report, and as a static picture. */
export { chanceAbove } from "./chance.ts";
export { decimate, type Decimated } from "./decimate.ts";
export { describeFan } from "./describe-fan.ts";
export { endLabelRoom } from "./end-labels.ts";
export { envelope, type Envelope } from "./envelope.ts";
export type { FanInput, NumberColumn, StepDensity } from "./fan-input.ts";
export type { FanPoint } from "./fan-points.ts";
export { type AnchoredInterval, type FanShape, fanShape, formatOf } from "./fan-shape.ts";
export { defaultHistorySteps } from "./history-window.ts";
export { indexBase, indexedInput } from "./indexed.ts";
export { type Interval, mainShare, medianOf, shareLabel } from "./intervals.ts";
export { escapeMarkup, fitText, textWidth } from "./markup.ts";
export { placeMarks, type PlacedMark } from "./mark-places.ts";
export { type PanelFrame, panelFrame, type PanelPlace } from "./panel-frame.ts";
export {
  endLabelSize,
  onScale,
  plotlyConfig,
  type PlotlyFigure,
  plotlyFigure,
  type PlotlyOptions,
  type PlotlyTrace,
  type TraceRole,
} from "./plotly-figure.ts";
export { plotlySeparators } from "./plotly-time.ts";
export {
  cycleTicks,
  type Cycle,
  type CycleUnit,
  cycleUnitOf,
  type ForecastCycle,
  overlayNames,
  placeIn,
  type SeasonsOverlay,
  seasonsOverlay,
} from "./seasons.ts";
export { isPlainDrawing } from "./plain-drawing.ts";
export { spread } from "./spread.ts";
export { defaultSvgSize, maxPanels, svgFigure, svgSheet, type SvgSize } from "./svg-figure.ts";
export { type FanLine, linesFrame, type LinesOptions, linesShape, type LinesShape, svgLines } from "./svg-lines.ts";
export { type PagePanel, svgLinesPage, svgPanels } from "./svg-page.ts";
export { svgPanel } from "./svg-panel.ts";
export { ticksOver, type TimeTick } from "./time-ticks.ts";
export { blend, darkTokens, type FigureTokens, lightTokens, opacityOf, withOpacity } from "./tokens.ts";
export { bendOf, usableScale, valueScale, type ValueScale } from "./value-scale.ts";
export { weekends } from "./weekends.ts";
