import "./flag-shape.css";

/** The shape that the chart draws for a changepoint or an anomaly, for its legend. */
export function EventShape({ kind }: { readonly kind: "changepoint" | "anomaly" }) {
  return (
    <svg className="flag-shape" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
      {kind === "changepoint" ? (
        <path d="M6 .5V11.5" strokeDasharray="4 1.5 1 1.5" />
      ) : (
        <path d="M6 .6L7.6 3.3H10.7L9.2 6L10.7 8.7H7.6L6 11.4L4.4 8.7H1.3L2.8 6L1.3 3.3H4.4Z" />
      )}
    </svg>
  );
}
