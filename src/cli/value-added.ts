/** Whether adjusting helped: forecast value added, once values came. */
import { readFile } from "node:fs/promises";
import { EngineError } from "#domain/errors";
import type { AdjustmentEdit, AdjustedExport, ValueAdded, ValueAddedReport } from "#domain/scenario";
import { formatCount, formatShare, plural } from "#engine/format";
import { readAdjustments } from "#engine/scenarios";
import { readTimestamp } from "#engine/series";
import { importWithProgress } from "./inspect.ts";
import type { CommandContext } from "./run.ts";
import { alignTable } from "./table.ts";

export async function runValueAdded(context: CommandContext): Promise<void> {
  const { args } = context;
  const [file, ...others] = args.positionals;
  if (file === undefined || others.length > 0)
    throw new EngineError("wrong-arguments", "value-added needs one FILE, which has values by now that were forecast.");
  const paths = args.list("from");
  const from = paths.length === 0 ? null : (await Promise.all(paths.map(exportsIn))).flat();
  const host = await context.startHost();
  const { handle } = await importWithProgress(host, file, context);
  const report = host.valueAdded(handle, from);
  context.print(context.isJson ? JSON.stringify(documentOf(report)) : describe(report));
}

/** Adjusted forecasts of an export. @throws EngineError file-not-found, file-unreadable, wrong-arguments */
async function exportsIn(path: string): Promise<readonly AdjustedExport[]> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new EngineError("file-not-found", `The export ${path} can\u2019t be found or read.`, { cause });
  });
  const unreadable = (cause?: unknown): EngineError =>
    new EngineError("file-unreadable", `${path} is no export of forecasts as JSON.`, {
      hint: "fantail forecast FILE --adjust adjustments.csv --out forecast.json writes one.",
      ...(cause === undefined ? {} : { cause }),
    });
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw unreadable(cause);
  }
  const { manifest, forecasts } = (document ?? {}) as Record<string, unknown>;
  const listed = (manifest as { readonly settings?: { readonly adjustments?: unknown } } | undefined)?.settings
    ?.adjustments;
  if (!Array.isArray(forecasts) || typeof manifest !== "object") throw unreadable();
  const adjustments: readonly AdjustmentEdit[] = typeof listed === "string" ? readAdjustments(listed) : [];
  if (adjustments.length === 0)
    throw new EngineError("wrong-arguments", `${path} lists no adjustments, so there is nothing to judge.`);
  return forecasts.flatMap((one: unknown): readonly AdjustedExport[] => {
    const { series, timestamps, plainMedian } = (one ?? {}) as Record<string, unknown>;
    if (typeof series !== "string" || !Array.isArray(timestamps) || !Array.isArray(plainMedian)) return [];
    const times = timestamps.map((stamp) => wallClockOf(String(stamp)));
    if (times.length !== plainMedian.length || times.some((time) => time === null)) throw unreadable();
    return [
      {
        series,
        times: Float64Array.from(times, Number),
        plain: Float32Array.from(plainMedian, (value) => (typeof value === "number" ? value : Number.NaN)),
        adjustments: adjustments.filter((adjustment) => adjustment.series === series),
      },
    ];
  });
}

/** Without the offset that stands behind it. */
function wallClockOf(stamp: string): number | null {
  return readTimestamp(stamp.replace(/(?:Z|[+-]\d\d:\d\d)$/, ""));
}

function documentOf({ total, series, waiting, unrecorded }: ValueAddedReport): object {
  return {
    total: addedDocument(total),
    perSeries: series.map((one) => ({ series: one.series, ...addedDocument(one.added) })),
    ...{ waiting, unrecorded },
  };
}

/** Errors are sums of absolute errors over the sum of what happened. */
function addedDocument({ steps, occasions, adjusted, model, naive, verdict }: ValueAdded): object {
  return { steps, occasions, errors: { adjusted, model, naive }, verdict };
}

const verdictTexts: Readonly<Record<ValueAdded["verdict"], string>> = {
  helped: "adjusting helped",
  hurt: "adjusting hurt",
  "no-clear-difference": "no clear difference",
  "too-few": "too few to tell",
};

function describe({ total, series, waiting, unrecorded }: ValueAddedReport): string {
  const share = (value: number | null): string => (value === null ? "" : formatShare(value));
  const row = (name: string, added: ValueAdded): string[] => [
    ...[name, formatCount(added.steps), formatCount(added.occasions)],
    ...[added.adjusted, added.model, added.naive].map(share),
    verdictTexts[added.verdict],
  ];
  const notes = [
    ...(waiting === 0 ? [] : [`${plural(waiting, "adjustment waits", "adjustments wait")} for values.`]),
    ...(unrecorded === 0
      ? []
      : [`Of ${plural(unrecorded, "adjustment", "adjustments")} the model\u2019s own forecast was not kept.`]),
  ];
  if (total.steps === 0) return ["No adjusted step has a value yet.", ...notes].join("\n");
  const header = ["Series", "Steps", "Occasions", "Adjusted", "Model", "Seasonal naive", "Verdict"];
  const rows = [...series.map((one) => row(one.series, one.added)), ...(series.length > 1 ? [row("all", total)] : [])];
  return [alignTable(header, rows), ...notes].join("\n");
}
