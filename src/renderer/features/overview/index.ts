export { SeriesTableContext } from "./context.ts";
export { overviewPage } from "./later.ts";
export { createSeriesTable } from "./series-table.ts";
export { useWayBack } from "./use-way-back.ts";
