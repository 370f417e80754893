/** Joins the parts of one run that was shared among machines, each written by `forecast --shard`. */
import type { ExportManifest } from "#domain/export";
import { readFile } from "node:fs/promises";
import { basename, extname, resolve } from "node:path";
import { asyncBufferFromFile, parquetMetadataAsync } from "hyparquet";
import { EngineError } from "#domain/errors";
import { exportEnding, type SeriesNotes } from "#engine/export";
import { csvMetadata, readManifest, sidecarPath } from "./manifest.ts";
import { mergedCsv, mergedJson, mergedParquet } from "./merged-tables.ts";
import { writeAtomically } from "./write.ts";

export interface Merged {
  readonly bytes: number;
  readonly parts: number;
}

interface Part {
  readonly path: string;
  readonly index: number;
  readonly count: number;
  readonly manifest: ExportManifest;
  /** It holds no series. */
  readonly isEmpty: boolean;
}

/** What parts say each for the series that they have. */
const ownSettings: readonly string[] = ["shard", "bandwidth", "influenceVerdicts"];

/**
 * One part after the other passes through memory. In the order of their numbers, whatever the order of the paths: the same parts
 * give the same bytes.
 *
 * @throws EngineError wrong-arguments where they are not all parts of one run
 */
export async function mergeParts(out: string, paths: readonly string[]): Promise<Merged> {
  const ending = exportEnding(out);
  const parts = await readParts(out, ending, paths);
  const manifest = mergedManifest(parts);
  const filled = parts.filter(({ isEmpty }) => !isEmpty);
  const sources = (filled.length === 0 ? parts.slice(0, 1) : filled).map(({ path }) => path);
  switch (ending) {
    case ".csv": {
      const about = await Promise.all(sources.map(aboutCsv));
      const notes = about.flatMap((one) => one.notes);
      const bytes = await writeAtomically(out, mergedCsv(sources));
      const beside = csvMetadata(basename(out), manifest, notes, joined(about.map((one) => one.decisions)));
      await writeAtomically(sidecarPath(out), beside);
      return { bytes, parts: parts.length };
    }
    case ".parquet": {
      const about = await Promise.all(sources.map(aboutParquet));
      const decisions = joined(about.map((one) => one.decisions));
      const metadata = {
        fantail: JSON.stringify(manifest),
        "fantail.notes": JSON.stringify(about.flatMap((one) => one.notes)),
        ...(Object.keys(decisions).length === 0 ? {} : { "fantail.decisions": JSON.stringify(decisions) }),
      };
      return { bytes: await writeAtomically(out, mergedParquet(sources, metadata)), parts: parts.length };
    }
    default:
      return { bytes: await writeAtomically(out, mergedJson(sources, manifest, joined)), parts: parts.length };
  }
}

async function readParts(out: string, ending: string, paths: readonly string[]): Promise<readonly Part[]> {
  const parts: Part[] = [];
  for (const path of paths) {
    if (resolve(path) === resolve(out)) throw refused(`${basename(out)} is a part, and would be overwritten.`);
    if (extname(path).toLowerCase() !== ending)
      throw refused(`${basename(path)} is no ${ending} file: parts are joined to a file of their own kind.`);
    parts.push(await readPart(path));
  }
  const [first] = parts;
  if (first === undefined) throw refused("There are no parts.");
  for (const part of parts) requireSameRun(first, part);
  const byIndex = new Map<number, Part>();
  for (const part of parts) {
    const other = byIndex.get(part.index);
    if (other !== undefined)
      throw refused(`Part ${part.index} is given twice: ${basename(other.path)} and ${basename(part.path)}.`);
    byIndex.set(part.index, part);
  }
  const missing = Array.from({ length: first.count }, (_, at) => at + 1).filter((index) => !byIndex.has(index));
  if (missing.length > 0) {
    const shown = `${missing.slice(0, 10).join(", ")}${missing.length > 10 ? ", …" : ""}`;
    const which = missing.length === 1 ? `Part ${shown} is` : `Parts ${shown} are`;
    throw refused(`${which} missing, of ${first.count}.`);
  }
  return parts.sort((one, other) => one.index - other.index);
}

async function readPart(path: string): Promise<Part> {
  const manifest = await readManifest(path);
  const { shard } = manifest.settings;
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(String(shard)) ?? [];
  if (index === undefined || count === undefined)
    throw refused(`${basename(path)} is no part of a run: it was not written by forecast --shard.`);
  return { path, index: Number(index), count: Number(count), manifest, isEmpty: manifest.executionProvider === "" };
}

function requireSameRun(one: Part, other: Part): void {
  const differs = (what: string): EngineError =>
    refused(`${basename(one.path)} and ${basename(other.path)} are parts of different runs: ${what}.`);
  if (one.count !== other.count) throw differs(`one is of ${one.count} parts, the other of ${other.count}`);
  if (one.manifest.app !== other.manifest.app)
    throw differs(`one is Fantail ${one.manifest.app}’s, the other ${other.manifest.app}’s`);
  const [before, now] = [one.manifest.settings, other.manifest.settings];
  for (const name of new Set([...Object.keys(before), ...Object.keys(now)])) {
    if (ownSettings.includes(name) || JSON.stringify(before[name]) === JSON.stringify(now[name])) continue;
    throw differs(name === "wholeData" ? "they are of other data" : `their setting “${name}” differs`);
  }
  if (one.isEmpty || other.isEmpty) return;
  const [here, there] = [one.manifest, other.manifest];
  if (here.executionProvider !== there.executionProvider)
    throw differs(`computed on ${here.executionProvider} and on ${there.executionProvider}; see --device`);
  if (here.model.id === there.model.id && here.model.sha256 !== there.model.sha256)
    throw differs(`the file of their model ${here.model.id} differs`);
}

/** Of the whole, as the parts say it. */
function mergedManifest(parts: readonly Part[]): ExportManifest {
  const filled = parts.filter(({ isEmpty }) => !isEmpty).map(({ manifest }) => manifest);
  const first = filled[0] ?? parts[0]?.manifest;
  if (first === undefined) throw refused("There are no parts.");
  const isOne = filled.every(({ model }) => model.id === first.model.id);
  const { shard: _shard, wholeData, influenceVerdicts: _verdicts, ...settings } = first.settings;
  return {
    ...first,
    dataHash: String(wholeData),
    ...(isOne ? {} : { model: { id: "auto", version: "", sha256: "" } }),
    settings: { ...settings, parts: parts.length },
  };
}

interface About {
  readonly notes: readonly SeriesNotes[];
  readonly decisions: Readonly<Record<string, unknown>>;
}

async function aboutCsv(path: string): Promise<About> {
  const { notes = [], decisions = {} } = JSON.parse(await readFile(sidecarPath(path), "utf8")) as Partial<About>;
  return { notes, decisions };
}

async function aboutParquet(path: string): Promise<About> {
  const { key_value_metadata: pairs = [] } = await parquetMetadataAsync(await asyncBufferFromFile(path));
  const valueOf = (name: string): string | undefined => pairs.find(({ key }) => key === name)?.value;
  return {
    notes: JSON.parse(valueOf("fantail.notes") ?? "[]") as About["notes"],
    decisions: JSON.parse(valueOf("fantail.decisions") ?? "{}") as About["decisions"],
  };
}

/** What all say is said once, what each says of its own series one after the other. */
function joined(all: readonly Readonly<Record<string, unknown>>[]): Readonly<Record<string, unknown>> {
  const names = new Set(all.flatMap((one) => Object.keys(one)));
  return Object.fromEntries(
    [...names].map((name) => {
      const values = all.flatMap((one) => (one[name] === undefined ? [] : [one[name]]));
      const isSame = values.every((value) => JSON.stringify(value) === JSON.stringify(values[0]));
      return [name, isSame ? values[0] : values.flat()];
    }),
  );
}

function refused(message: string): EngineError {
  return new EngineError("wrong-arguments", message);
}
