import { type Mark, markOf } from "./marks.ts";
import "./mark-shape.css";

/** The line and the point that the chart draws for one model, for legends and tables. */
export function MarkShape({ index }: { readonly index: number }) {
  const { light, dark, dash, symbol } = markOf(index);
  const colour = `light-dark(${light}, ${dark})`;
  return (
    <svg className="mark-shape" width="26" height="12" viewBox="0 0 26 12" aria-hidden="true">
      <path d="M1 6H25" style={{ stroke: colour }} strokeDasharray={dashArrays[dash]} />
      <path d={paths[symbol]} className="mark-point" style={{ fill: colour, stroke: colour }} />
    </svg>
  );
}

const dashArrays: Readonly<Record<Mark["dash"], string>> = {
  solid: "none",
  dash: "5 3",
  dot: "2 2.5",
  dashdot: "6 2.5 2 2.5",
};

const paths: Readonly<Record<Mark["symbol"], string>> = {
  circle: "M9.5 6a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0",
  square: "M9.8 2.8H16.2V9.2H9.8Z",
  diamond: "M13 1.4L17.2 6L13 10.6L8.8 6Z",
  "triangle-up": "M13 1.8L17.2 9.4H8.8Z",
  "triangle-down": "M13 10.2L17.2 2.6H8.8Z",
  cross: "M11.6 2H14.4V4.6H17V7.4H14.4V10H11.6V7.4H9V4.6H11.6Z",
  x: "M10 3L16 9M16 3L10 9",
  star: "M13 1.2L14.3 4.4L17.6 4.6L15 6.7L15.9 10L13 8.2L10.1 10L11 6.7L8.4 4.6L11.7 4.4Z",
};
