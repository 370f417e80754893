import {
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int32,
  List,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableFromIPC,
  tableToIPC,
  TimestampMillisecond,
  type Data,
  type Vector,
} from "apache-arrow";
import type { DensityColumns } from "#domain/forecast";
import { Bitmap, fromInt64, toInt64, type ColumnShape, type ForecastChunk } from "#engine/cache";

/** What a reader outside Fantail wants to know of a file; every value is text, as Arrow's metadata demands. */
export type FileNotes = Readonly<Record<string, string>>;

export interface StoredSeries {
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** The parts of densities as columns of lists: in a file with any density, and null where a forecast has none. */
const densityColumns = { density_from: "from", density_step: "step", density: "values" } as const;
const listType = new List(new Field("item", new Float32(), false));

/**
 * A chunk as an Arrow IPC file: one row per origin, null where no forecast is computed, quantiles as a list of
 * levels × horizon numbers, row-major; densities as lists of horizon grids (where each begins, and its spacing) and of
 * horizon × points numbers, row-major. `firstRow` is the first origin's distance from the end of the data.
 */
export function encodeChunk(
  { columnKey, shape, index, present, values, densities = new Map() }: ForecastChunk,
  firstRow: number,
  notes: FileNotes,
): Uint8Array {
  const rows = present.size;
  const item = new Field("item", new Float32(), false);
  const type = new FixedSizeList(shape.valuesPerForecast, item);
  const origins = new Int32Array(rows);
  for (let row = 0; row < rows; row += 1) origins[row] = 0 - firstRow - row;
  const parts = densities.size === 0 ? [] : Object.entries(densityColumns);
  return encode(
    [
      new Field("origin", new Int32(), false),
      new Field("quantiles", type, true),
      ...parts.map(([name]) => new Field(name, listType, true)),
    ],
    [
      makeData({ type: new Int32(), length: rows, nullCount: 0, data: origins }),
      makeData({
        type,
        length: rows,
        nullCount: rows - present.count,
        nullBitmap: present.toBytes(),
        child: makeData({ type: new Float32(), length: values.length, nullCount: 0, data: values }),
      }),
      ...parts.map(([, part]) => listsOf(rows, new Map([...densities].map(([row, density]) => [row, density[part]])))),
    ],
    rows,
    { ...notes, "fantail.column": columnKey, "fantail.chunk": String(index) },
  );
}

/** Null when the file is not the chunk that was asked for. */
export function decodeChunk(
  bytes: Uint8Array,
  columnKey: string,
  shape: ColumnShape,
  index: number,
): ForecastChunk | null {
  const table = tableFromIPC(bytes);
  if (table.schema.metadata.get("fantail.column") !== columnKey) return null;
  if (table.schema.metadata.get("fantail.chunk") !== String(index)) return null;
  const list = table.batches[0]?.data.children[1];
  const values = list?.children[0]?.values as Float32Array | undefined;
  if (list === undefined || values === undefined || values.length < list.length * shape.valuesPerForecast) return null;
  // Arrow leaves the bitmap out when nothing is missing.
  const bits = list.nullCount === 0 ? new Uint8Array(Math.ceil(list.length / 8)).fill(0xff) : list.nullBitmap;
  const present = Bitmap.fromBytes(list.length, bits);
  return { columnKey, shape, index, present, values, densities: densitiesIn(table, present) };
}

/** Lists by row; a row without one takes no room. */
function listsOf(rows: number, lists: ReadonlyMap<number, Float32Array>): Data {
  const present = new Bitmap(rows);
  const valueOffsets = new Int32Array(rows + 1);
  for (let row = 0; row < rows; row += 1) {
    const list = lists.get(row);
    if (list !== undefined) present.set(row);
    valueOffsets[row + 1] = (valueOffsets[row] as number) + (list?.length ?? 0);
  }
  const values = new Float32Array(valueOffsets[rows] as number);
  for (const [row, list] of lists) values.set(list, valueOffsets[row]);
  return makeData({
    type: listType,
    length: rows,
    nullCount: rows - present.count,
    nullBitmap: present.toBytes(),
    valueOffsets,
    child: makeData({ type: new Float32(), length: values.length, nullCount: 0, data: values }),
  });
}

function densitiesIn(table: Table, present: Bitmap): ReadonlyMap<number, DensityColumns> {
  const densities = new Map<number, DensityColumns>();
  const columnOf = (name: keyof typeof densityColumns) => table.getChild(name) as Vector<List<Float32>> | null;
  const [froms, steps, lists] = [columnOf("density_from"), columnOf("density_step"), columnOf("density")];
  if (froms === null || steps === null || lists === null) return densities;
  for (let row = present.nextSet(0); row !== null; row = present.nextSet(row + 1)) {
    const [from, step, values] = [froms, steps, lists].map((column) => column.get(row)?.toArray().slice());
    if (from === undefined || step === undefined || values === undefined) continue;
    densities.set(row, { points: values.length / from.length, from, step, values });
  }
  return densities;
}

/** A series as an Arrow IPC file: time (milliseconds, no zone) and value (NaN = missing). */
export function encodeSeries({ times, values }: StoredSeries, notes: FileNotes): Uint8Array {
  const length = values.length;
  return encode(
    [new Field("time", new TimestampMillisecond(), false), new Field("value", new Float64(), false)],
    [
      makeData({ type: new TimestampMillisecond(), length, nullCount: 0, data: toInt64(times) }),
      makeData({ type: new Float64(), length, nullCount: 0, data: values }),
    ],
    length,
    notes,
  );
}

export function decodeSeries(bytes: Uint8Array): StoredSeries | null {
  const children = tableFromIPC(bytes).batches[0]?.data.children;
  const stamps = children?.[0]?.values as BigInt64Array | undefined;
  const stored = children?.[1]?.values as Float64Array | undefined;
  if (stamps === undefined || stored === undefined || stamps.length < stored.length) return null;
  return { times: fromInt64(stamps.subarray(0, stored.length)), values: stored.slice() };
}

function encode(fields: Field[], children: Data[], length: number, notes: FileNotes): Uint8Array {
  const schema = new Schema(fields, new Map(Object.entries(notes)));
  const data = makeData({ type: new Struct(fields), length, nullCount: 0, children });
  return tableToIPC(new Table(schema, [new RecordBatch(schema, data)]), "file");
}
