/** Models without a file: the evaluate process computes them. A version changes when the same input gives other numbers. */
export const statisticalModels = [
  { id: "seasonal-naive", name: "Seasonal naive", version: "1" },
  { id: "ets", name: "ETS", version: "2" },
  { id: "theta", name: "Theta", version: "1" },
  { id: "arima", name: "ARIMA", version: "2" },
  { id: "mstl", name: "MSTL and ETS", version: "2" },
  { id: "croston", name: "Croston (SBA)", version: "1" },
  { id: "combination", name: "ETS, Theta and ARIMA", version: "2.1.2" },
] as const;
