/** Runs one mutated file through the import and says what was wrong with the outcome, if anything was. */
import type { IngestedDataset, IngestOptions } from "#domain/dataset";
import { createHash } from "node:crypto";
import { EngineError } from "#domain/errors";
import { ingest, IngestError, type IngestPorts } from "#engine/ingest";
import type { FuzzCase } from "./fuzz-mutations.ts";

export interface FuzzOutcome {
  /** Null when nothing is wrong. */
  readonly problem: string | null;
  readonly cpuMs: number;
  /** `ok`, or the code of the error that the user would see. */
  readonly code: string;
}

const ports: IngestPorts = {
  sha256: () => {
    const hash = createHash("sha256");
    return { update: (bytes) => void hash.update(bytes), hexDigest: () => hash.digest("hex") };
  },
  thisYear: 2026,
  onProgress: () => {},
  signal: { aborted: false },
};

export async function checkCase({ bytes, chunkBytes, options }: FuzzCase): Promise<FuzzOutcome> {
  const before = process.cpuUsage();
  const source = {
    name: "fuzz.csv",
    sizeBytes: bytes.length,
    chunks: {
      async *[Symbol.asyncIterator]() {
        for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.slice(at, at + chunkBytes);
      },
    },
  };
  let problem: string | null = null;
  let code = "ok";
  try {
    problem = faultOf(await ingest(source, options, ports), options);
  } catch (error) {
    if (error instanceof EngineError) {
      code = error.code;
      if (error.message.length < 10 || error.code === "internal") problem = `a poor sentence: ${error.message}`;
      if (error instanceof IngestError && error.understood.preview.rows.some(({ row }) => !(row >= 1)))
        problem = "a preview without rows of the file";
    } else {
      code = "crash";
      problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
  }
  const { user, system } = process.cpuUsage(before);
  return { problem, cpuMs: (user + system) / 1000, code };
}

function faultOf(dataset: IngestedDataset, options: IngestOptions): string | null {
  if (!/^[0-9a-f]{64}$/.test(dataset.handle)) return "no handle";
  if (dataset.series.length === 0) return "no series";
  for (const series of dataset.series) {
    const fault = faultOfSeries(series);
    if (fault !== null) return `"${series.id}" ${fault}`;
  }
  for (const { code, count, examples, rows, undo } of dataset.repairs) {
    if (count < 1 || examples.length === 0 || examples.length > 5 || rows.length > count)
      return `repair ${code} without examples`;
    if (rows.some(({ row }, i) => !Number.isInteger(row) || row < 1 || row < (rows[i - 1]?.row ?? 0)))
      return `repair ${code} without a row`;
    if (undo.isPossible && options.undo?.includes(code) === true)
      return `repair ${code} was made although it was undone`;
  }
  const { rows, cellOf } = dataset.preview;
  if (cellOf.length !== dataset.columns.length) return "a preview of other columns";
  const known = new Set(dataset.columns.map(({ name }) => name));
  if (known.size !== dataset.columns.length) return "two columns of one name";
  for (const { kind, understood } of rows) {
    if (understood !== null && (kind !== "data" || understood.length > dataset.columns.length))
      return "a preview that understands too much";
  }
  return null;
}

function faultOfSeries({ times, values, missing, flags }: IngestedDataset["series"][number]): string | null {
  if (times.length !== values.length || times.length === 0)
    return `has ${times.length} times and ${values.length} values`;
  let absent = 0;
  for (let i = 0; i < values.length; i += 1) {
    if (!Number.isFinite(times[i])) return `has a time that is none, at step ${i}`;
    const value = values[i] ?? Number.NaN;
    if (Number.isNaN(value)) absent += 1;
    else if (!Number.isFinite(value)) return `has an infinite value at step ${i}`;
  }
  if (absent !== missing) return `says ${missing} missing and has ${absent}`;
  if (absent === values.length) return "has no value";
  if ((flags.steps.missing ?? 0) !== missing) return "flags other steps as missing than are";
  for (const { fromStep, toStep } of flags.spans) {
    if (!(fromStep >= 0 && fromStep <= toStep && toStep < values.length))
      return `flags steps ${fromStep} to ${toStep} of ${values.length}`;
  }
  return flags.spans.length > flags.total ? "lists more flags than there are" : null;
}
