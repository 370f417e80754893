import type { IngestedRepair, RepairCode, RepairRow, UndoneRepair, Warning, WarningCode } from "#domain/dataset";
import { plural } from "#engine/format";
import { describeRepair } from "./repair-kinds.ts";

const maxExamples = 5;
const maxRows = 10_000;
/** One line per series would bury the rest of the report in a file with thousands of them. */
const maxWarningsPerCode = 20;

/** Collects what the import changed or wants to say: exact counts, the rows up to a limit, a few examples. */
export class RepairLog {
  readonly #repairs = new Map<RepairCode, { count: number; readonly rows: RepairRow[] }>();
  readonly #warnings = new Map<WarningCode, Warning[]>();
  readonly #unsaid = new Map<WarningCode, number>();
  readonly #wanted: ReadonlySet<string>;
  readonly #undone = new Set<RepairCode>();

  /** @param undo codes of repairs that are not to be made */
  constructor(undo: readonly string[] = []) {
    this.#wanted = new Set(undo);
  }

  /** Values are passed as they are and turned into text only for the rows that are kept. */
  add(code: RepairCode, row: number, column: string, from: unknown, to: unknown, count = 1): void {
    let repair = this.#repairs.get(code);
    if (repair === undefined) {
      repair = { count: 0, rows: [] };
      this.#repairs.set(code, repair);
    }
    repair.count += count;
    if (repair.rows.length < maxRows)
      repair.rows.push({ row: Math.max(1, row), column, from: shorten(from), to: shorten(to) });
  }

  count(code: RepairCode): number {
    return this.#repairs.get(code)?.count ?? 0;
  }

  /** Asked where a repair is due: whether the user wants it left alone. Says so in the report when it is. */
  isUndone(code: RepairCode): boolean {
    if (!this.#wanted.has(code)) return false;
    this.#undone.add(code);
    return true;
  }

  /** Whether the user wanted it left alone, and it was due. */
  wasUndone(code: RepairCode): boolean {
    return this.#undone.has(code);
  }

  warn(code: WarningCode, message: string, series?: string): void {
    const list = this.#warnings.get(code) ?? [];
    this.#warnings.set(code, list);
    if (list.length < maxWarningsPerCode)
      list.push(series === undefined ? { code, message } : { code, series, message });
    else this.#unsaid.set(code, (this.#unsaid.get(code) ?? 0) + 1);
  }

  repairs(): IngestedRepair[] {
    return [...this.#repairs].map(([code, repair]) => {
      const rows = [...repair.rows].sort((a, b) => a.row - b.row);
      return { ...describeRepair(code), count: repair.count, examples: rows.slice(0, maxExamples), rows };
    });
  }

  undone(): UndoneRepair[] {
    return [...this.#undone].map(describeRepair);
  }

  warnings(): Warning[] {
    const all: Warning[] = [];
    for (const [code, list] of this.#warnings) {
      all.push(...list);
      const unsaid = this.#unsaid.get(code);
      if (unsaid !== undefined)
        all.push({ code, message: `The same holds for ${plural(unsaid, "more series", "more series")}.` });
    }
    return all;
  }
}

function shorten(value: unknown): string {
  const text = String(value);
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`;
}
