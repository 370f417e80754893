export { automaticZoom, createFanChart, describeChart, type ChartView, type FanChart } from "./fan-chart.ts";
export { loadPlotly } from "./load-plotly.ts";
