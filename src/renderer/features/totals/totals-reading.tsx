import { type ReactNode, useContext } from "react";
import { useStore } from "zustand";
import { useSessionState } from "#renderer/context";
import { selectedSeries, useActive } from "#renderer/datasets";
import { useLoader } from "#renderer/ui";
import { TotalsContext } from "./context.ts";
import { lineText } from "./line.ts";
import type { Totals } from "./totals.ts";
import "./totals-reading.css";

/** Beside a line about the forecast: what its series comes to over the stretch that the totals are of, once they were looked at. */
export function TotalsReading({ children }: { readonly children: ReactNode }) {
  const loader = useContext(TotalsContext);
  if (loader === null) throw new Error("There are no totals above this view.");
  const state = useLoader(loader);
  return (
    <div className="totals-reading">
      {children}
      {state.status === "ready" ? <Line totals={state.value} /> : null}
    </div>
  );
}

function Line({ totals }: { readonly totals: Totals }) {
  const shown = useStore(totals.store, (state) => state.shown);
  const open = useActive((file) => file);
  const bands = useSessionState((state) => state.bands);
  if (shown === null || open === undefined) return null;
  const { dataset, selection } = open;
  const text = lineText(shown, { ...selection, bands, dataset: dataset.handle }, selectedSeries(open).frequency);
  if (text === null) return null;
  return (
    <p className="totals-line truncate" title={text}>
      {text}
    </p>
  );
}
