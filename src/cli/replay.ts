import type { ExportManifest, ExportSetting } from "#domain/export";
import type { CorrectionEdit } from "#domain/correction";
import type { IngestOptions } from "#domain/dataset";
import { EngineError } from "#domain/errors";
import type { Bands } from "#domain/forecast";
import { parseCorrections } from "#engine/corrections";
import { outOption } from "./arguments.ts";
import { forecastFiles, manifestOf, type Wanted } from "./forecast-files.ts";
import type { CommandContext } from "./run.ts";

/** Makes an export again from its manifest and the files that it was made of, and compares every byte. */
export async function runReplay(context: CommandContext): Promise<void> {
  const { args } = context;
  const [exported, ...files] = args.positionals;
  if (exported === undefined || files.length === 0) {
    throw new EngineError("wrong-arguments", "replay needs an EXPORT and the FILE it was made from.");
  }
  const outs = outOption(args);
  const host = await context.startHost();
  const manifest = await host.readManifest(exported);
  const { settings } = manifest;
  if (manifest.app !== host.version) throw differs(`was made by Fantail ${manifest.app}, but this is ${host.version}`);
  if (settings["bandwidth"] !== undefined && settings["bandwidth"] !== host.bandwidth) {
    throw differs(`was made with --bandwidth ${String(settings["bandwidth"])}, but this run uses ${host.bandwidth}`);
  }
  const corrections = correctionsOf(settings);
  if (corrections.length > 0 && files.length > 1) throw differs("was made of one corrected file, and not of several");
  const { finished } = await forecastFiles(context, host, files, wantedOf(settings), importOf(settings), corrections);
  const again = manifestOf(host, finished, settings);
  requireSame(manifest, again);
  const ending = /\.[^./\\]+$/.exec(exported)?.[0] ?? "";
  const content = {
    title: typeof settings["title"] === "string" ? settings["title"] : "",
    forecasts: finished,
    settings,
    // They are about the run that made it, and part of its bytes.
    ...(manifest.warnings === undefined ? {} : { warnings: manifest.warnings }),
  };
  const isSame = await host.withTemporary(ending, async (path) => {
    await host.exportTo(path, content);
    return host.isSameFile(path, exported);
  });
  for (const path of outs) {
    await host.exportTo(path, content);
    context.note(`Wrote ${path}`);
  }
  if (!isSame) throw differs("has the same manifest but different bytes: it was changed after it was written");
  context.print(
    context.isJson ? JSON.stringify({ identical: true, manifest }) : `${exported} was reproduced byte for byte.`,
  );
}

function wantedOf(settings: ExportManifest["settings"]): Wanted {
  const { horizon, origin, levels, model, bands, coverage, round, series } = settings;
  return {
    model: typeof model === "string" && model !== "default" ? model : null,
    horizon: typeof horizon === "number" ? horizon : undefined,
    origin: typeof origin === "number" ? origin : 0,
    levels: numbersOf(levels),
    isRounded: round === true,
    bands: (bands === "calibrated" ? bands : "native") satisfies Bands,
    isMeasured: coverage === true,
    series: Array.isArray(series) ? series.map(String) : [],
  };
}

function numbersOf(value: ExportSetting | undefined): readonly number[] | undefined {
  const numbers = Array.isArray(value) ? value.filter((level) => typeof level === "number") : [];
  return numbers.length === 0 ? undefined : numbers;
}

function importOf({ import: text }: ExportManifest["settings"]): IngestOptions {
  return typeof text === "string" ? (JSON.parse(text) as IngestOptions) : {};
}

/** @throws EngineError where the export does not list them */
function correctionsOf({ corrections }: ExportManifest["settings"]): readonly CorrectionEdit[] {
  if (corrections === undefined) return [];
  if (typeof corrections !== "string")
    throw differs(`was made from data with ${String(corrections)} corrections, too many to be listed in it`);
  return parseCorrections(corrections).rows.map(({ edit }) => {
    if ("unreadable" in edit) throw differs(`lists a correction that can't be read: ${edit.unreadable}`);
    return edit;
  });
}

/** What differs is said in the order in which it can be mended. */
function requireSame(before: ExportManifest, now: ExportManifest): void {
  if (before.dataHash !== now.dataHash) throw differs("was made from other data than these files have");
  if (before.timezone !== now.timezone) {
    throw differs(`was made with times in ${before.timezone ?? "no zone"}, but these are in ${now.timezone ?? "none"}`);
  }
  if (before.executionProvider !== now.executionProvider) {
    throw differs(
      `was computed on "${before.executionProvider}", but this run uses "${now.executionProvider}" (see --device)`,
    );
  }
  const names = { id: "model", version: "model version", sha256: "model file" } as const;
  for (const part of ["id", "version", "sha256"] as const) {
    if (before.model[part] !== now.model[part])
      throw differs(`needs the ${names[part]} "${before.model[part]}", but here it is "${now.model[part]}"`);
  }
  if (before.preprocessing !== now.preprocessing) throw differs("was made with another preprocessing version");
}

function differs(how: string): EngineError {
  return new EngineError("wrong-arguments", `The export can't be reproduced: it ${how}.`);
}
