export { shareChartColours } from "./chart-colours.ts";
