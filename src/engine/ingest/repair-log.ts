import type { Repair, RepairExample, Warning } from "./types.ts";

const maxExamples = 5;
/** One line per series would bury the rest of the report in a file with thousands of them. */
const maxWarningsPerCode = 20;

/** Collects what the import changed or wants to say: exact counts, a few examples of each. */
export class RepairLog {
  readonly #repairs = new Map<string, Repair>();
  readonly #warnings = new Map<string, Warning[]>();
  readonly #unsaid = new Map<string, number>();

  /** Values are passed as they are and turned into text only for the few that become examples. */
  add(code: string, row: number, column: string, from: unknown, to: unknown, count = 1): void {
    let repair = this.#repairs.get(code);
    if (repair === undefined) {
      repair = { code, count: 0, examples: [] };
      this.#repairs.set(code, repair);
    }
    repair.count += count;
    if (repair.examples.length < maxExamples) {
      const example: RepairExample = { row: Math.max(1, row), column, from: shorten(from), to: shorten(to) };
      repair.examples.push(example);
    }
  }

  /** More of a kind whose examples are enough already. */
  count(code: string): number {
    return this.#repairs.get(code)?.count ?? 0;
  }

  warn(code: string, message: string, series?: string): void {
    const list = this.#warnings.get(code) ?? [];
    this.#warnings.set(code, list);
    if (list.length < maxWarningsPerCode) list.push(series === undefined ? { code, message } : { code, series, message });
    else this.#unsaid.set(code, (this.#unsaid.get(code) ?? 0) + 1);
  }

  repairs(): Repair[] {
    return [...this.#repairs.values()];
  }

  warnings(): Warning[] {
    const all: Warning[] = [];
    for (const [code, list] of this.#warnings) {
      all.push(...list);
      const unsaid = this.#unsaid.get(code);
      if (unsaid !== undefined) all.push({ code, message: `The same holds for ${unsaid} more series.` });
    }
    return all;
  }
}

function shorten(value: unknown): string {
  const text = String(value);
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`;
}
