import type { CorrectionEdit } from "#domain/correction";
import type { Dataset, IngestOptions } from "#domain/dataset";
import { EngineError } from "#domain/errors";
import { formatFrequency } from "#domain/series";
import { formatCount, formatStep, frequencyName, parseWallClock, plural, zoneName } from "#engine/format";
import { alignTable } from "./table.ts";
import type { CliHost } from "./host.ts";
import { importOptionsOf } from "./import-options.ts";
import type { CommandContext } from "./run.ts";

export async function runInspect(context: CommandContext): Promise<void> {
  const [file, ...more] = context.args.positionals;
  if (file === undefined || more.length > 0) {
    throw new EngineError("wrong-arguments", "inspect takes exactly one FILE.");
  }
  const host = await context.startHost();
  const { args } = context;
  const dataset = await importWithProgress(
    host,
    file,
    context,
    args.has("series") ? { series: [...args.list("series")] } : {},
  );
  context.print(context.isJson ? JSON.stringify(inspectDocument(dataset)) : describe(dataset));
}

export async function importWithProgress(
  host: CliHost,
  file: string,
  context: CommandContext,
  more: IngestOptions = {},
  corrections: readonly CorrectionEdit[] = [],
): Promise<Dataset> {
  const dataset = await host.importFile(
    file,
    { ...importOptionsOf(context.args), ...more },
    {
      signal: context.signal,
      isOneShot: context.args.has("once"),
      ...(corrections.length === 0 ? {} : { corrections }),
      onProgress: (done, total) => context.progress.update("Reading", done, total),
    },
  );
  const others = corrections.length === 0 ? host.windowCorrections(dataset.handle) : 0;
  if (others > 0) {
    const has = plural(others, "correction", "corrections");
    context.note(`The window has ${has} of ${dataset.name}. Commands read the file as it is.`);
  }
  return dataset;
}

function inspectDocument(dataset: Dataset): unknown {
  return {
    handle: dataset.handle,
    timezone: dataset.zone,
    file: dataset.file,
    columns: dataset.columns,
    series: dataset.series.map((series) => ({
      id: series.id,
      start: series.start,
      end: series.end,
      frequency: formatFrequency(series.frequency),
      steps: series.steps,
      missing: series.missing,
      seasonLengths: series.seasonLengths,
      flags: series.flags,
    })),
    otherSeries: dataset.otherSeries,
    repairs: dataset.repairs,
    undone: dataset.undone,
    warnings: dataset.warnings,
    tables: dataset.tables,
  };
}

const shownSeries = 20;

function describe(dataset: Dataset): string {
  const { file } = dataset;
  const lines = [
    `${dataset.name}: ${plural(file.dataRows, "row", "rows")}, ${file.layout} layout, ${file.encoding}, delimiter ${JSON.stringify(file.delimiter)}, decimal ${JSON.stringify(file.decimal)}${dataset.zone === null ? "" : `, times in ${zoneName(dataset.zone)}`}`,
    "",
    alignTable(
      ["Column", "Role", "Type"],
      dataset.columns.map((column) => [column.name, column.role, column.type]),
    ),
    "",
    alignTable(
      ["Series", "From", "To", "Frequency", "Steps", "Missing", "Seasons"],
      dataset.series
        .slice(0, shownSeries)
        .map((series) => [
          series.id,
          formatStep(parseWallClock(series.start), series.frequency),
          formatStep(parseWallClock(series.end), series.frequency),
          frequencyName(series.frequency),
          formatCount(series.steps),
          formatCount(series.missing),
          series.seasonLengths.join(", "),
        ]),
    ),
  ];
  if (dataset.series.length > shownSeries)
    lines.push(`… and ${formatCount(dataset.series.length - shownSeries)} more series`);
  if (dataset.repairs.length > 0) {
    lines.push("", "Repairs:");
    for (const repair of dataset.repairs) {
      const rows = repair.examples.map((example) => example.row).join(", ");
      lines.push(
        `  ${repair.code}: ${formatCount(repair.count)}${rows === "" ? "" : ` (rows ${rows}${repair.count > repair.examples.length ? ", …" : ""})`}`,
      );
      lines.push(
        `    ${repair.description}${repair.undo.isPossible ? ` With --undo ${repair.code}: ${repair.undo.words}` : ""}`,
      );
    }
  }
  if (dataset.undone.length > 0)
    lines.push("", "Undone:", ...dataset.undone.map((repair) => `  ${repair.code}: ${repair.undo.words}`));
  if (dataset.tables !== null) {
    lines.push(
      "",
      `${dataset.tables.kind === "sheet" ? "Sheets" : dataset.tables.kind === "file" ? "Files" : "Tables"}:`,
    );
    for (const { name, rows } of dataset.tables.tables)
      lines.push(
        `  ${name}${rows === null ? "" : `: ${plural(rows, "row", "rows")}`}${name === dataset.tables.chosen ? " (read)" : ""}`,
      );
  }
  if (dataset.warnings.length > 0) {
    lines.push("", "Warnings:");
    for (const warning of dataset.warnings) lines.push(`  ${warning.message}`);
  }
  lines.push("", `Content hash ${dataset.handle}`);
  return lines.join("\n");
}
