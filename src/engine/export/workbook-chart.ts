/** Charts that a spreadsheet draws itself (ECMA-376, DrawingML): the ranges as stacked areas, history, median and actuals as lines. */
import type { ExportedForecast } from "#domain/export";
import { defaultHistorySteps, escapeMarkup, fanShape, lightTokens } from "#engine/figure";
import { formatShare } from "#engine/format";
import { fanOf } from "./fan-of.ts";
import { forecastOrNull, observedOrNull } from "./numbers.ts";
import { haveClock } from "./spreadsheet-dates.ts";

/** More can't be looked through, and a workbook of a thousand charts takes minutes to open. */
export const maxCharts = 24;

/** What the chart of one series draws: a table on a sheet. */
export interface ChartBlock {
  readonly series: string;
  /** Of its columns: the time, what was observed, then the median, then the lower end of the widest range and what lies on it. */
  readonly names: readonly string[];
  readonly rows: readonly { readonly time: number; readonly values: readonly (number | null)[] }[];
  /** Those that lie on the lower end, from the lowest: the range that each belongs to, 0 = the narrowest, and what that is called. */
  readonly layers: readonly { readonly rank: number; readonly label: string }[];
  readonly valueRange: readonly [number, number];
  /** Of the times, as spreadsheets write it. */
  readonly timeFormat: string;
  readonly hasActuals: boolean;
}

/**
 * A spreadsheet has no area between two lines: areas are stacked on each other instead, the lowest without a colour. Each layer is
 * the distance between the ends of neighbouring ranges.
 */
export function blockOf(forecast: ExportedForecast): ChartBlock {
  const { series, anchor, horizon, times, actuals } = forecast;
  const drawn = defaultHistorySteps(horizon, 1, forecast.historyTimes.length);
  const historyTimes = forecast.historyTimes.subarray(forecast.historyTimes.length - drawn);
  const historyValues = forecast.historyValues.subarray(forecast.historyValues.length - drawn);
  const shape = fanShape({ ...fanOf(forecast), historyTimes, historyValues });
  const { intervals } = shape;
  const lows = intervals.map(({ lower }) => lower);
  const highs = intervals.toReversed().map(({ upper }) => upper);
  const ends = [...lows, ...highs];
  const shareOf = (index: number): string => formatShare(intervals[index]?.share ?? 0);
  const count = intervals.length;
  // Between the lows of ranges k and k + 1 the eye meets range k; between the two ends of the narrowest, the narrowest.
  const layers = [
    ...Array.from({ length: count }, (_, index) => index),
    ...Array.from({ length: Math.max(0, count - 1) }, (_, index) => count - 2 - index),
  ];
  const blanks = ends.map(() => null);
  const history = Array.from(historyTimes, (time, index) => {
    const value = observedOrNull(historyValues[index]);
    // The fan begins where the last value stands.
    const begun = time >= anchor.time ? observedOrNull(anchor.value) : null;
    // Before, it has no width and lies below the line: without numbers a spreadsheet would draw it from zero.
    const at = begun ?? value;
    const fan = at === null ? blanks : ends.map((_, end) => (end === 0 ? at : 0));
    return { time, values: [value, begun, ...(actuals === null ? [] : [begun]), ...fan] };
  });
  const future = Array.from({ length: horizon }, (_, step) => {
    const at = ends.map((end) => end[step] ?? Number.NaN);
    const stacked = at.map((value, index) =>
      forecastOrNull(index === 0 ? value : rounded(value - (at[index - 1] ?? 0))),
    );
    return {
      time: times[step] ?? Number.NaN,
      values: [
        null,
        forecastOrNull(shape.median[step + 1]?.value),
        ...(actuals === null ? [] : [observedOrNull(actuals[step])]),
        ...stacked,
      ],
    };
  });
  return {
    series,
    names: [
      ...["time", "observed", "median"],
      ...(actuals === null ? [] : ["what happened"]),
      ...(count === 0 ? [] : [`${shareOf(0)} low`]),
      ...layers.map(
        (layer, index) => `${shareOf(layer)} ${index < count - 1 ? "below" : index === count - 1 ? "width" : "above"}`,
      ),
    ],
    rows: [...history, ...future],
    layers: layers.map((layer) => ({ rank: count - 1 - layer, label: `${shareOf(layer)} range` })),
    valueRange: shape.valueRange,
    timeFormat: timeFormatOf(forecast),
    hasActuals: actuals !== null,
  };
}

/** As finely as the steps need: there is room for a few letters below each. */
function timeFormatOf({ frequency: { unit }, times, historyTimes }: ExportedForecast): string {
  if (unit === "year") return "yyyy";
  const isFirst = (time: number): boolean => new Date(time).getUTCDate() === 1;
  if ((unit === "month" || unit === "quarter") && times.every(isFirst)) return "yyyy\\-mm";
  return haveClock(times) || haveClock(historyTimes) ? "yyyy\\-mm\\-dd\\ hh:mm" : "yyyy\\-mm\\-dd";
}

/** A difference of two single-precision numbers has no more digits than they have. */
function rounded(value: number): number {
  return Number(value.toPrecision(9));
}

/** A chart and where its numbers begin: the row of its header on the sheet, from 1. */
interface PlacedChart {
  readonly block: ChartBlock;
  readonly firstRow: number;
}

export function chartGrid(blocks: readonly ChartBlock[]): PlacedChart[] {
  let row = 1;
  return blocks.map((block) => {
    const firstRow = row;
    row += block.rows.length + 1;
    return { block, firstRow };
  });
}

const chartNamespace = "http://schemas.openxmlformats.org/drawingml/2006/chart";
const drawingNamespace = "http://schemas.openxmlformats.org/drawingml/2006/main";
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** Opacity of what the eye meets of the narrowest range, the next one, and so on. */
const opacities = [0.62, 0.4, 0.22];

export function chartXml(block: ChartBlock, sheet: string, firstRow: number): string {
  const { names, rows, layers, series, valueRange } = block;
  const [from, to] = [firstRow + 1, firstRow + rows.length];
  const place = (column: number): string => {
    const letter = String.fromCharCode(66 + column);
    return `'${sheet}'!$${letter}$${from}:$${letter}$${to}`;
  };
  const nameOf = (column: number): string => {
    const letter = String.fromCharCode(66 + column);
    return `<c:tx><c:strRef><c:f>'${sheet}'!$${letter}$${firstRow}</c:f></c:strRef></c:tx>`;
  };
  const categories = `<c:cat><c:numRef><c:f>${place(0)}</c:f></c:numRef></c:cat>`;
  const valuesOf = (column: number): string => `<c:val><c:numRef><c:f>${place(column)}</c:f></c:numRef></c:val>`;
  const firstArea = names.length - 1 - layers.length;
  const hasAreas = layers.length > 0;
  const areas = !hasAreas
    ? []
    : [null, ...layers].map((layer, index) => {
        const column = firstArea + index;
        const fill =
          layer === null
            ? "<a:noFill/>"
            : `<a:solidFill>${colour(lightTokens.band, opacities[layer.rank] ?? 0.2)}</a:solidFill>`;
        const name = layer === null ? nameOf(column) : `<c:tx><c:v>${layer.label}</c:v></c:tx>`;
        return `<c:ser><c:idx val="${index}"/><c:order val="${index}"/>${name}<c:spPr>${fill}<a:ln><a:noFill/></a:ln></c:spPr>${categories}${valuesOf(column)}</c:ser>`;
      });
  const line = (column: number, look: string, marker: string): string =>
    `<c:ser><c:idx val="${areas.length + column}"/><c:order val="${areas.length + column}"/>${nameOf(column)}<c:spPr>${look}</c:spPr>${marker}${categories}${valuesOf(column)}<c:smooth val="0"/></c:ser>`;
  const stroke = (of: string, width: number): string =>
    `<a:ln w="${width}" cap="rnd"><a:solidFill>${colour(of, 1)}</a:solidFill><a:round/></a:ln>`;
  const noMarker = '<c:marker><c:symbol val="none"/></c:marker>';
  const lines = [
    line(1, stroke(lightTokens.history, 19_050), noMarker),
    line(2, stroke(lightTokens.median, 28_575), noMarker),
    ...(block.hasActuals
      ? [
          line(
            3,
            stroke(lightTokens.actual, 12_700),
            `<c:marker><c:symbol val="circle"/><c:size val="5"/><c:spPr><a:solidFill>${colour(lightTokens.actual, 1)}</a:solidFill><a:ln><a:noFill/></a:ln></c:spPr></c:marker>`,
          ),
        ]
      : []),
  ];
  // Of each range one entry is enough, and the layer below all of them is not seen.
  const repeated =
    areas.length === 0 ? [] : [0, ...layers.map((_, index) => index + 1).slice(Math.ceil(layers.length / 2))];
  const legend = repeated.map((index) => `<c:legendEntry><c:idx val="${index}"/><c:delete val="1"/></c:legendEntry>`);
  const [lowest, highest] = niceRange(valueRange);
  const areaChart =
    areas.length === 0
      ? ""
      : `<c:areaChart><c:grouping val="stacked"/><c:varyColors val="0"/>${areas.join("")}<c:axId val="1"/><c:axId val="2"/></c:areaChart>`;
  return `${declaration}<c:chartSpace xmlns:c="${chartNamespace}" xmlns:a="${drawingNamespace}" xmlns:r="${office}"><c:roundedCorners val="0"/><c:chart><c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="1200" b="1"/></a:pPr><a:r><a:rPr lang="en-US" sz="1200" b="1"/><a:t>${escapeMarkup(series)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/><c:plotArea><c:layout/>${areaChart}<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>${lines.join("")}<c:marker val="1"/><c:axId val="1"/><c:axId val="2"/></c:lineChart><c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="b"/><c:numFmt formatCode="${block.timeFormat}" sourceLinked="0"/><c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:spPr>${stroke(lightTokens.axis, 9_525)}</c:spPr><c:crossAx val="2"/><c:crosses val="min"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:tickLblSkip val="${Math.max(1, Math.ceil(rows.length / 8))}"/><c:tickMarkSkip val="${Math.max(1, Math.ceil(rows.length / 8))}"/><c:noMultiLvlLbl val="1"/></c:catAx><c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:max val="${highest}"/><c:min val="${lowest}"/></c:scaling><c:delete val="0"/><c:axPos val="l"/><c:majorGridlines><c:spPr>${stroke(lightTokens.grid, 9_525)}</c:spPr></c:majorGridlines><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr><c:crossAx val="1"/><c:crosses val="min"/><c:crossBetween val="midCat"/></c:valAx></c:plotArea><c:legend><c:legendPos val="b"/>${legend.join("")}<c:overlay val="0"/></c:legend><c:plotVisOnly val="0"/><c:dispBlanksAs val="gap"/></c:chart></c:chartSpace>`;
}

function colour(hex: string, opacity: number): string {
  const alpha = opacity === 1 ? "" : `<a:alpha val="${Math.round(opacity * 100_000)}"/>`;
  return `<a:srgbClr val="${hex.slice(1).toUpperCase()}">${alpha}</a:srgbClr>`;
}

/** Ends at round numbers, a fifth of the range apart or less. */
function niceRange([low, high]: readonly [number, number]): [number, number] {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const at = (value: number): number => Number(value.toPrecision(12));
  return [at(Math.floor(low / step) * step), at(Math.ceil(high / step) * step)];
}

/** Columns and rows of cells that a chart covers. */
const size = { columns: 9, rows: 22 };

/** One chart over the whole width, several two beside each other. */
export function drawingXml(charts: readonly PlacedChart[]): string {
  const isOne = charts.length === 1;
  const anchors = charts.map(({ block }, index) => {
    const column = isOne ? 0 : (index % 2) * size.columns;
    const row = 2 + (isOne ? 0 : Math.floor(index / 2) * (size.rows + 1));
    const [toColumn, toRow] = [column + (isOne ? 13 : size.columns - 1), row + (isOne ? 28 : size.rows)];
    const id = index + 2;
    return `<xdr:twoCellAnchor><xdr:from><xdr:col>${column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>${row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>${toColumn}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>${toRow}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to><xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="${id}" name="Chart ${index + 1}" descr="${escapeMarkup(`Forecast of ${block.series}`)}"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic><a:graphicData uri="${chartNamespace}"><c:chart xmlns:c="${chartNamespace}" r:id="rId${index + 1}"/></a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor>`;
  });
  return `${declaration}<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" xmlns:a="${drawingNamespace}" xmlns:r="${office}">${anchors.join("")}</xdr:wsDr>`;
}

export function drawingRelations(charts: number): string {
  const entries = Array.from(
    { length: charts },
    (_, index) =>
      `<Relationship Id="rId${index + 1}" Type="${office}/chart" Target="../charts/chart${index + 1}.xml"/>`,
  );
  return `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${entries.join("")}</Relationships>`;
}
