import type { ColumnInfo, RepairRow, Warning } from "#domain/dataset";
import { csvText } from "./csv-text.ts";

/** What an import did to a file: enough to check it against the original, row by row. */
export interface ImportReport {
  readonly app: string;
  readonly name: string;
  readonly handle: string;
  readonly file: Readonly<Record<string, string | number | null>>;
  readonly options: Readonly<Record<string, string | number | readonly string[]>>;
  readonly columns: readonly ColumnInfo[];
  readonly series: readonly {
    readonly id: string;
    readonly frequency: string;
    readonly start: string;
    readonly end: string;
    readonly steps: number;
    readonly missing: number;
  }[];
  readonly repairs: readonly {
    readonly code: string;
    readonly count: number;
    readonly description: string;
    /** As many of its rows as were kept. */
    readonly rows: readonly RepairRow[];
  }[];
  readonly warnings: readonly Warning[];
  /** Made by the user since then, in the order in which they apply. */
  readonly corrections: readonly ReportedCorrection[];
}

export interface ReportedCorrection {
  readonly series: string;
  /** Wall-clock times of the first and the last step, ISO 8601. */
  readonly from: string;
  readonly to: string;
  readonly action: string;
  readonly value: string;
  readonly text: string;
  /** Steps that it changed, or is about. */
  readonly steps: number;
  /** Why it is not applied; null where it is. */
  readonly problem: string | null;
}

const header = ["kind", "code", "count", "series", "row", "column", "from", "to", "message"] as const;
type Line = Partial<Record<(typeof header)[number], string | number>>;

/**
 * One finding per line (RFC 4180). A repair has a line of its own with its count and one line per row that was kept, so that
 * the counts of the lines with a count add up.
 */
export function importReportCsv(report: ImportReport): string {
  const lines: Line[] = [
    ...Object.entries({ name: report.name, "content hash": report.handle, ...report.file }).map(([code, value]) =>
      fact("file", code, value),
    ),
    ...Object.entries(report.options).map(([code, value]) =>
      fact("option", code, typeof value === "object" ? value.join("; ") : value),
    ),
    ...report.columns.map(({ name, role, type }): Line => ({
      kind: "column",
      column: name,
      code: role,
      message: type,
    })),
    ...report.series.map(({ id, frequency, start, end, steps, missing }): Line => ({
      kind: "series",
      series: id,
      count: steps,
      from: start,
      to: end,
      message: `${frequency}; ${missing} missing`,
    })),
    ...report.repairs.flatMap(({ code, count, description, rows }): Line[] => [
      { kind: "repair", code, count, message: description },
      ...rows.map((row): Line => ({ kind: "row", code, ...row })),
    ]),
    ...report.warnings.map(({ code, series, message }): Line => ({
      kind: "warning",
      code,
      series: series ?? "",
      message,
    })),
    ...report.corrections.map(({ series, from, to, action, value, text, steps, problem }): Line => ({
      kind: "correction",
      code: action,
      count: steps,
      ...{ series, from, to },
      message: [value, text, problem === null ? "" : `not applied: ${problem}`].filter(Boolean).join("; "),
    })),
  ];
  const rows = lines.map((line) => header.map((name) => cell(line[name])).join(","));
  return `${[header.join(","), ...rows].join("\r\n")}\r\n`;
}

export function importReportJson(report: ImportReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

function fact(kind: string, code: string, value: string | number | null): Line {
  return { kind, code, message: value ?? "" };
}

function cell(value: string | number | undefined): string {
  return typeof value === "number" ? String(value) : csvText(value ?? "");
}
