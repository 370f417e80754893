/**
 * A whole dataset as an Arrow IPC file, for Fantail and for whoever wants to open it in pandas or polars: one row per
 * series. `times` is there once per grid, in the first row that has it; `grid` says which rows share one. What has no
 * column of its own is JSON, in `about` and in the schema's metadata: a field that datasets get one day needs no other
 * layout.
 */
import type { IngestedDataset } from "#domain/dataset";
import type { IngestedSeries } from "#domain/series";
import {
  AsyncByteQueue,
  Field,
  Float64,
  Int32,
  List,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Struct,
  tableFromIPC,
  TimestampMillisecond,
  Utf8,
  vectorFromArray,
  type Data,
} from "apache-arrow";
import { isDeepStrictEqual } from "node:util";
import { fromInt64, toInt64 } from "#engine/cache";

const datasetNote = "fantail.dataset";
const keyNote = "fantail.key";
const versionNote = "fantail.layout";
const layout = "1";

const timesType = new List(new Field("item", new TimestampMillisecond(), false));
const valuesType = new List(new Field("item", new Float64(), false));
const fields = [
  new Field("series", new Utf8(), false),
  new Field("grid", new Int32(), false),
  new Field("times", timesType, true),
  new Field("values", valuesType, false),
  new Field("about", new Utf8(), false),
];

/** Small series are gathered up to this many steps; a larger one is written as it lies in memory. */
const stepsPerBatch = 128 * 1024;

interface Line {
  readonly series: IngestedSeries;
  readonly grid: number;
  readonly isFirstOfGrid: boolean;
  readonly about: string;
}

/** The file piece by piece, or null when the dataset holds what JSON would change. */
export function encodeDataset(dataset: IngestedDataset, key: string): AsyncIterable<Uint8Array> | null {
  const { series, ...rest } = dataset;
  const header = jsonOf(rest);
  if (header === null) return null;
  const grids = new Map<Float64Array, number>();
  const lines: Line[] = [];
  for (const one of series) {
    const { id: _id, times, values: _values, ...attributes } = one;
    const about = jsonOf(attributes);
    if (about === null) return null;
    const isFirstOfGrid = !grids.has(times);
    if (isFirstOfGrid) grids.set(times, grids.size);
    lines.push({ series: one, grid: grids.get(times) ?? 0, isFirstOfGrid, about });
  }
  const schema = new Schema(
    fields,
    new Map([
      [datasetNote, header],
      [keyNote, key],
      [versionNote, layout],
    ]),
  );
  return piecesOf(schema, lines);
}

/** What the writer has written and nobody has taken yet: a batch at a time is held, and not the whole file. */
class Pieces extends AsyncByteQueue<Uint8Array> {
  #pieces: Uint8Array[] = [];

  override write(piece: Uint8Array): void {
    this.#pieces.push(piece);
  }

  take(): readonly Uint8Array[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }
}

async function* piecesOf(schema: Schema, lines: readonly Line[]): AsyncGenerator<Uint8Array> {
  const pieces = new Pieces();
  const writer = new RecordBatchFileWriter();
  writer.reset(pieces, schema);
  for (const batch of batches(lines)) {
    writer.write(batchOf(schema, batch));
    yield* pieces.take();
  }
  writer.finish();
  yield* pieces.take();
}

/** Null when this is not the dataset that was asked for. */
export function decodeDataset(
  file: Uint8Array,
  { key, handle }: { readonly key: string; readonly handle: string },
): IngestedDataset | null {
  const table = tableFromIPC(file);
  const { metadata } = table.schema;
  if (metadata.get(versionNote) !== layout || metadata.get(keyNote) !== key) return null;
  const rest = JSON.parse(metadata.get(datasetNote) ?? "null") as Omit<IngestedDataset, "series"> | null;
  if (rest?.handle !== handle) return null;
  const grids = new Map<number, Float64Array>();
  const series: IngestedSeries[] = [];
  for (const { data } of table.batches) {
    const [ids, gridOf, times, values, about] = data.children;
    if (ids === undefined || gridOf === undefined || times === undefined || values === undefined || about === undefined)
      return null;
    const idTexts = textsOf(ids);
    const aboutTexts = textsOf(about);
    for (let row = 0; row < data.length; row += 1) {
      const grid = Number(gridOf.values[row]);
      if (times.getValid(row)) grids.set(grid, fromInt64(listOf<BigInt64Array>(times, row)));
      const gridTimes = grids.get(grid);
      if (gridTimes === undefined) return null;
      series.push({
        id: idTexts[row] ?? "",
        times: gridTimes,
        // A copy, so that whoever sends one series does not send the whole file with it.
        values: listOf<Float64Array>(values, row).slice(),
        ...(JSON.parse(aboutTexts[row] ?? "null") as Omit<IngestedSeries, "id" | "times" | "values">),
      });
    }
  }
  return { ...rest, series };
}

function* batches(lines: readonly Line[]): Generator<readonly Line[]> {
  let batch: Line[] = [];
  let steps = 0;
  for (const line of lines) {
    const { length } = line.series.values;
    if (steps > 0 && steps + length > stepsPerBatch) {
      yield batch;
      batch = [];
      steps = 0;
    }
    batch.push(line);
    steps += length;
  }
  if (batch.length > 0) yield batch;
}

function batchOf(schema: Schema, lines: readonly Line[]): RecordBatch {
  const children = [
    vectorFromArray(
      lines.map(({ series }) => series.id),
      new Utf8(),
    ).data[0],
    makeData({
      type: new Int32(),
      length: lines.length,
      nullCount: 0,
      data: Int32Array.from(lines, ({ grid }) => grid),
    }),
    listOfTimes(lines),
    listOfValues(lines),
    vectorFromArray(
      lines.map(({ about }) => about),
      new Utf8(),
    ).data[0],
  ].filter((child) => child !== undefined);
  const type = new Struct(schema.fields);
  return new RecordBatch(schema, makeData({ type, length: lines.length, nullCount: 0, children }));
}

type Numbers = Float64Array | BigInt64Array;

function listOfTimes(lines: readonly Line[]): Data {
  const rows = lines.map(({ series, isFirstOfGrid }) => (isFirstOfGrid ? toInt64(series.times) : null));
  const { valueOffsets, length, ...validity } = offsetsOf(rows);
  const data = joined(rows, (count) => new BigInt64Array(count), length);
  const child = makeData({ type: new TimestampMillisecond(), length, nullCount: 0, data });
  return makeData({ type: timesType, length: rows.length, ...validity, valueOffsets, child });
}

function listOfValues(lines: readonly Line[]): Data {
  const rows = lines.map(({ series }) => series.values);
  const { valueOffsets, length, ...validity } = offsetsOf(rows);
  const data = joined(rows, (count) => new Float64Array(count), length);
  return makeData({
    type: valuesType,
    length: rows.length,
    ...validity,
    valueOffsets,
    child: makeData({ type: new Float64(), length, nullCount: 0, data }),
  });
}

function offsetsOf(rows: readonly (Numbers | null)[]) {
  const valueOffsets = new Int32Array(rows.length + 1);
  const nullBitmap = new Uint8Array(Math.ceil(rows.length / 8));
  let nullCount = 0;
  for (const [row, numbers] of rows.entries()) {
    valueOffsets[row + 1] = (valueOffsets[row] ?? 0) + (numbers?.length ?? 0);
    if (numbers === null) nullCount += 1;
    else nullBitmap[row >> 3] = (nullBitmap[row >> 3] ?? 0) | (1 << (row & 7));
  }
  return { valueOffsets, length: valueOffsets[rows.length] ?? 0, nullCount, nullBitmap };
}

/** One after the other; a single one as it is, without a copy. */
function joined<T extends Numbers>(rows: readonly (T | null)[], allocate: (length: number) => T, length: number): T {
  const parts = rows.filter((numbers) => numbers !== null);
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const all = allocate(length);
  let at = 0;
  for (const part of parts) {
    // Both are of the same kind, which the type of `set` can't say.
    (all as Float64Array).set(part as Float64Array, at);
    at += part.length;
  }
  return all;
}

function listOf<T extends Numbers>(list: Data, row: number): T {
  const { valueOffsets, children } = list;
  const [items] = children;
  if (items === undefined) throw new TypeError("a list without items");
  return (items.values as T).subarray(valueOffsets[row], valueOffsets[row + 1]) as T;
}

function textsOf({ values, valueOffsets, length }: Data): string[] {
  const decoder = new TextDecoder();
  return Array.from({ length }, (_, row) =>
    decoder.decode((values as Uint8Array).subarray(valueOffsets[row], valueOffsets[row + 1])),
  );
}

/** Null for what would not come back as it was. */
function jsonOf(value: object): string | null {
  const text = JSON.stringify(value);
  return isDeepStrictEqual(JSON.parse(text), withoutUndefined(value)) ? text : null;
}

/** A field that is there and undefined says the same as one that is not there. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (value === null || typeof value !== "object" || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .map(([key, one]) => [key, withoutUndefined(one)]),
  );
}
