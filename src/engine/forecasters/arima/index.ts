export { arima } from "./arima.ts";
export { type ArimaFit, fitArima } from "./arima-fit.ts";
