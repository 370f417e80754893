export { exportedAsked } from "./asked.ts";
export { TotalsContext } from "./context.ts";
export { TotalsReading } from "./totals-reading.tsx";
export { laterTotals, totalsPage } from "./later.ts";
