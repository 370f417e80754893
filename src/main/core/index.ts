export { ForecastHost } from "./host.ts";
