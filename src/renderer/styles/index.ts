import "./index.css";

export { shareChartColours } from "./chart-colours.ts";
