import type { MarkedCode } from "./flags.ts";
import "./flag-shape.css";

/** The shape that the chart draws for a flag, for its legend and for lists. */
export function FlagShape({ code }: { readonly code: MarkedCode }) {
  return (
    <svg className="flag-shape" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
      <path d={paths[code]} />
    </svg>
  );
}

const ring = (radius: number): string =>
  `M${6 - radius} 6a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0`;

const paths: Readonly<Record<MarkedCode, string>> = {
  outlier: ring(5),
  filled: ring(2.6),
  "out-of-range": "M6 1.8L10.6 10H1.4Z",
  code: "M2.5 2.5L9.5 9.5M9.5 2.5L2.5 9.5",
  unreadable: "M2.5 2.5L9.5 9.5M9.5 2.5L2.5 9.5",
  duplicate: "M6 1.2L10.8 6L6 10.8L1.2 6Z",
  partial: "M2.5 2.5H9.5V9.5H2.5Z",
  calibration: "M6 2V10M2 6H10",
  snapped: "M6 3V9",
  corrected: "M6 .8L7.6 4.4L11.2 6L7.6 7.6L6 11.2L4.4 7.6L.8 6L4.4 4.4Z",
};
