export { automaticZoom, createFanChart, describeChart, type FanChart, type PlotArea } from "./fan-chart.ts";
export { loadPlotly } from "./load-plotly.ts";
