export { ForecastRecords } from "./forecast-records.ts";
