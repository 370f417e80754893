import { formatCount } from "#engine/format";
import { NumberSink, TextSink, type ColumnSink, GrowableFloat64, type Table } from "#engine/ingest/columns";
import type { TimeAxis } from "#engine/ingest/understanding";

/** What a sensor's cells may hold, by column. */
export type ColumnWords = ReadonlyMap<number, SensorCells>;

interface SensorCells {
  /** Words that stand for a number: a sensor's "Low". */
  readonly words: Readonly<Record<string, number>>;
  /** Smallest and largest number that can be a measurement; others are codes. */
  readonly range?: readonly [number, number] | undefined;
  /** Smallest and largest number that it claims to measure; others are kept and flagged. */
  readonly measures?: readonly [number, number] | undefined;
}

const plainCells: SensorCells = { words: {} };

/** The table with only some of its rows. Time columns are not carried over: the axis has been read from them already. */
export function keepRows(
  table: Table,
  axis: TimeAxis,
  keep: (row: number) => boolean,
  words: ColumnWords = new Map(),
): { table: Table; axis: TimeAxis } {
  const kept: number[] = [];
  for (let row = 0; row < table.rows; row += 1) if (keep(row)) kept.push(row);
  const rows = Uint32Array.from(kept);
  const ms = new GrowableFloat64();
  for (const row of rows) ms.push(axis.ms.get(row));
  const newIndex = new Map(kept.map((row, index) => [row, index]));
  const unreadable = axis.unreadable.flatMap(({ index, text }) => {
    const at = newIndex.get(index);
    return at === undefined ? [] : [{ index: at, text }];
  });
  return {
    table: {
      ...table,
      rows: rows.length,
      fileRow: (index) => table.fileRow(rows[index] ?? 0),
      columns: table.columns.map(({ name, sink }, column) => ({
        name,
        sink:
          sink instanceof NumberSink
            ? pickNumbers(table, name, sink, rows, words.get(column) ?? plainCells)
            : pickWords(sink, rows),
      })),
    },
    axis: { ...axis, ms, unreadable, unreadableCount: unreadable.length },
  };
}

function pickWords(sink: ColumnSink, rows: Uint32Array): ColumnSink {
  if (!(sink instanceof TextSink) || sink.isFreeText) return sink;
  const picked = new TextSink();
  for (const row of rows) picked.push(sink.words[sink.codes.get(row)] ?? "");
  return picked;
}

function pickNumbers(
  table: Table,
  name: string,
  sink: NumberSink,
  rows: Uint32Array,
  { words, range, measures }: SensorCells,
): NumberSink {
  const beyond = new BeyondSensor(measures);
  const picked = sink.likewise();
  const texts = new Map(sink.misfits.map(({ index, text }) => [index, text]));
  for (const row of rows) {
    const value = sink.values.get(row);
    const text = texts.get(row) ?? "";
    const meant = words[text.toLowerCase()];
    const index = picked.values.length;
    if (value === value) {
      const isBeyond = range !== undefined && (value < range[0] || value > range[1]);
      if (!isBeyond || table.log.isUndone("out-of-range")) picked.pushNumber(value);
      else {
        picked.pushBlank();
        table.log.add("out-of-range", table.fileRow(row), name, value, "missing");
      }
      if (isBeyond || beyond.isAtLimit(value, row)) picked.limits.push({ index, text: String(value) });
    } else if (text === "") picked.pushBlank();
    else if (meant === undefined) picked.pushMisfit(text);
    else {
      picked.limits.push({ index, text });
      if (table.log.isUndone("sensor-limit")) picked.pushBlank();
      else {
        picked.pushNumber(meant);
        table.log.add("sensor-limit", table.fileRow(row), name, text, meant);
      }
    }
  }
  beyond.tell(table, name);
  return picked;
}

/** Readings at or beyond what a sensor claims to measure: those beyond are counted and told. */
class BeyondSensor {
  readonly #measures: readonly [number, number] | undefined;
  #count = 0;
  #first: { readonly value: number; readonly row: number } | null = null;

  constructor(measures: readonly [number, number] | undefined) {
    this.#measures = measures;
  }

  isAtLimit(value: number, row: number): boolean {
    if (this.#measures === undefined) return false;
    const [lowest, highest] = this.#measures;
    if (value < lowest || value > highest) {
      this.#count += 1;
      this.#first ??= { value, row };
    }
    return value <= lowest || value >= highest;
  }

  tell(table: Table, name: string): void {
    if (this.#first === null || this.#measures === undefined) return;
    const [lowest, highest] = this.#measures;
    const example = `${this.#first.value} in row ${table.fileRow(this.#first.row)}`;
    table.log.warn(
      "beyond-sensor",
      this.#count === 1
        ? `"${name}" has 1 reading beyond what the sensor measures, ${lowest} to ${highest}: ${example}. It was kept and is marked as a sensor limit.`
        : `"${name}" has ${formatCount(this.#count)} readings beyond what the sensor measures, ${lowest} to ${highest}, the first ${example}. They were kept and are marked as sensor limits.`,
    );
  }
}
