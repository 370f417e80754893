import { useMemo } from "react";
import type { WindowFormat } from "#domain/export";
import { useManaged } from "#renderer/context";
import { texts } from "./texts.ts";

export interface FormatWords {
  readonly label: string;
  readonly detail: string;
}

/** What can be written, in the order in which it is offered. */
export const formatWords: Readonly<Record<WindowFormat, FormatWords>> = {
  csv: { label: "Table (CSV)", detail: "Times, median and intervals" },
  xlsx: { label: "Workbook (Excel)", detail: "Chart, forecast, history, scores and settings" },
  pdf: { label: "Report (PDF)", detail: "For print and mail" },
  html: { label: "Report (HTML)", detail: "Interactive, one file" },
  png: { label: "Picture (PNG)", detail: "For slides and mail" },
  svg: { label: "Picture (SVG)", detail: "Sharp at any size" },
  parquet: { label: "Columns (Parquet)", detail: "For pandas, polars and DuckDB" },
  json: { label: "Data (JSON)", detail: "Every level, full precision" },
};

const formatsOffered = Object.keys(formatWords) as readonly WindowFormat[];

/** The formats as they are offered: one that may not be written says why, and can't be chosen. */
export function useFormats(): {
  readonly formats: readonly (FormatWords & { readonly id: WindowFormat; readonly isDisabled: boolean })[];
  /** Why some can't be chosen; null where all can. */
  readonly reason: string | null;
} {
  const managed = useManaged("exportFormats");
  return useMemo(() => {
    const isForbidden = (id: WindowFormat): boolean =>
      managed !== null && Array.isArray(managed.value) && !managed.value.includes(id);
    const formats = formatsOffered.map((id) => {
      const isDisabled = isForbidden(id);
      return { id, ...formatWords[id], ...(isDisabled ? { detail: texts.notAllowedHere } : {}), isDisabled };
    });
    return { formats, reason: formats.some(({ isDisabled }) => isDisabled) ? (managed?.reason ?? null) : null };
  }, [managed]);
}
