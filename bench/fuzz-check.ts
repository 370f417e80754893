/** Runs one mutated file through the import and says what was wrong with the outcome, if anything was. */
import { createHash } from "node:crypto";
import { EngineError } from "#engine/errors";
import { ingest } from "#engine/ingest";
import type { IngestedDataset, IngestPorts } from "#engine/ingest";
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
  onProgress: () => {},
  signal: { aborted: false },
};

export async function checkCase({ bytes, chunkBytes }: FuzzCase): Promise<FuzzOutcome> {
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
    problem = faultOf(await ingest(source, {}, ports));
  } catch (error) {
    if (error instanceof EngineError) {
      code = error.code;
      if (error.message.length < 10 || error.code === "internal") problem = `a poor sentence: ${error.message}`;
    } else {
      code = "crash";
      problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
    }
  }
  const { user, system } = process.cpuUsage(before);
  return { problem, cpuMs: (user + system) / 1000, code };
}

function faultOf(dataset: IngestedDataset): string | null {
  if (!/^[0-9a-f]{64}$/.test(dataset.handle)) return "no handle";
  if (dataset.series.length === 0) return "no series";
  for (const { id, times, values, missing } of dataset.series) {
    if (times.length !== values.length || times.length === 0) return `"${id}" has ${times.length} times and ${values.length} values`;
    let absent = 0;
    for (let i = 0; i < values.length; i += 1) {
      if (!Number.isFinite(times[i])) return `"${id}" has a time that is none, at step ${i}`;
      const value = values[i] ?? Number.NaN;
      if (Number.isNaN(value)) absent += 1;
      else if (!Number.isFinite(value)) return `"${id}" has an infinite value at step ${i}`;
    }
    if (absent !== missing) return `"${id}" says ${missing} missing and has ${absent}`;
    if (absent === values.length) return `"${id}" has no value`;
  }
  for (const repair of dataset.repairs) {
    if (repair.count < 1 || repair.examples.length === 0 || repair.examples.length > 5) return `repair ${repair.code} without examples`;
    if (repair.examples.some(({ row }) => !Number.isInteger(row) || row < 1)) return `repair ${repair.code} without a row`;
  }
  return null;
}
