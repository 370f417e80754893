import { NumberSink, RepeatedCodes, TextSink, type Table } from "#engine/ingest/columns";

export interface Groups {
  readonly codeOf: (row: number) => number;
  /** The codes of the rows from `from` on, as many as fit. */
  readonly copyCodes: (from: number, codes: Int32Array) => void;
  /** [groups] the words of the id columns. */
  readonly labels: readonly string[];
}

const maxTableCells = 4_194_304;

/** Numbers every distinct combination of the id columns in order of appearance. */
export function groupRows(table: Table, ids: readonly number[]): Groups {
  if (ids.length === 0) return { codeOf: () => 0, copyCodes: (_, codes) => codes.fill(0), labels: [""] };
  const columns = ids.map((column) => codedColumn(table, column));
  const labels: string[] = [];
  const label = (row: number): string => ids.map((column) => idText(table, column, row)).join(" / ");
  const [only] = columns;
  const sink = table.columns[ids[0] ?? 0]?.sink;
  if (table.turnedWidth !== undefined) return groupTurned(table, columns, label, table.turnedWidth);
  if (columns.length === 1 && only !== undefined && sink instanceof TextSink) {
    // The column's own codes will do: a copy of them would cost four bytes per row.
    const groupOf = new Int32Array(only.size).fill(-1);
    for (let row = 0; row < table.rows; row += 1) {
      const word = only.codeOf(row);
      if ((groupOf[word] ?? 0) >= 0) continue;
      groupOf[word] = labels.length;
      labels.push(label(row));
      if (labels.length >= sink.words.length) break;
    }
    return {
      codeOf: (row) => groupOf[only.codeOf(row)] ?? 0,
      copyCodes: (from, codes) => {
        sink.codes.copyTo(from, codes);
        for (let i = 0; i < codes.length; i += 1) codes[i] = groupOf[(codes[i] as number) + 1] ?? 0;
      },
      labels,
    };
  }
  const codes = numberRows(table.rows, 1, columns, (row) => labels.push(label(row)));
  return {
    codeOf: (row) => codes[row] ?? 0,
    copyCodes: (from, target) => target.set(codes.subarray(from, from + target.length)),
    labels,
  };
}

/** All rows of the turned table that come from one row of the file are of one group. */
function groupTurned(table: Table, columns: CodedColumn[], label: (row: number) => string, width: number): Groups {
  const labels: string[] = [];
  const codes = numberRows(table.rows, width, columns, (row) => labels.push(label(row)));
  const repeated = new RepeatedCodes(codes, width);
  return {
    codeOf: (row) => Math.max(0, repeated.get(row)),
    copyCodes: (from, target) => repeated.copyTo(from, target),
    labels,
  };
}

/** [rows / stride] which combination of codes every `stride`-th row has, in order of appearance. */
function numberRows(
  rows: number,
  stride: number,
  columns: readonly CodedColumn[],
  takeFirst: (row: number) => void,
): Int32Array {
  const [only] = columns;
  const codes = new Int32Array(rows / stride);
  const pairs = columns.slice(1).map((column, at) => new PairCodes(columns[at]?.size ?? 1, column.size, at === 0));
  const groupOf: number[] = [];
  let groups = 0;
  for (let at = 0; at < codes.length; at += 1) {
    const row = at * stride;
    let code = only?.codeOf(row) ?? 0;
    for (let pair = 0; pair < pairs.length; pair += 1)
      code = (pairs[pair] as PairCodes).of(code, (columns[pair + 1] as CodedColumn).codeOf(row));
    let group = groupOf[code];
    if (group === undefined) {
      group = groups;
      groups += 1;
      groupOf[code] = group;
      takeFirst(row);
    }
    codes[at] = group;
  }
  return codes;
}

/** A column whose cells are numbered, from 0 up to its size. */
interface CodedColumn {
  readonly codeOf: (row: number) => number;
  readonly size: number;
}

function codedColumn(table: Table, column: number): CodedColumn {
  const sink = table.columns[column]?.sink;
  // Free text has no codes; code 0 is a row without any.
  if (sink instanceof TextSink) return { codeOf: (row) => sink.codes.get(row) + 1, size: sink.words.length + 1 };
  if (!(sink instanceof NumberSink)) return { codeOf: () => 0, size: 1 };
  const known = new Map<number, number>();
  const codes = new Int32Array(table.rows);
  sink.values.forEach((value, row) => {
    let code = known.get(value);
    if (code === undefined) {
      code = known.size;
      known.set(value, code);
    }
    codes[row] = code;
  });
  return { codeOf: (row) => codes[row] ?? 0, size: known.size };
}

/** Numbers pairs of codes in order of appearance. */
class PairCodes {
  readonly #size: number;
  readonly #table: Int32Array | null;
  readonly #map = new Map<number, number>();
  #next = 0;

  constructor(first: number, second: number, isFirst: boolean) {
    this.#size = second;
    this.#table = isFirst && first * second <= maxTableCells ? new Int32Array(first * second).fill(-1) : null;
  }

  of(first: number, second: number): number {
    const key = first * this.#size + second;
    const known = this.#table === null ? this.#map.get(key) : (this.#table[key] as number);
    if (known !== undefined && known >= 0) return known;
    const code = this.#next;
    this.#next += 1;
    if (this.#table === null) this.#map.set(key, code);
    else this.#table[key] = code;
    return code;
  }
}

/** A cell as part of a series' name. */
function idText(table: Table, column: number, row: number): string {
  const sink = table.columns[column]?.sink;
  if (sink instanceof TextSink) return sink.words[sink.codes.get(row)] ?? "";
  if (sink instanceof NumberSink) {
    const value = sink.values.get(row);
    return Number.isNaN(value) ? "" : String(value);
  }
  return "";
}
