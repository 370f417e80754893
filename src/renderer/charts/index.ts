export { automaticZoom, createFanChart, describeChart, type FanChart, type PlotArea, rootScale } from "./fan-chart.ts";
export { loadPlotly } from "./load-plotly.ts";
