export { arima } from "./arima.ts";
