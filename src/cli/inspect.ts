import type { Dataset } from "#contract/data";
import { EngineError } from "#engine/errors";
import { formatFrequency } from "#engine/series";
import { alignTable } from "./table.ts";
import type { CliHost, CliImportOptions } from "./host.ts";
import type { CommandContext } from "./run.ts";

export async function runInspect(context: CommandContext): Promise<void> {
  const [file, ...more] = context.args.positionals;
  if (file === undefined || more.length > 0) {
    throw new EngineError("wrong-arguments", "inspect takes exactly one FILE.");
  }
  const host = await context.startHost();
  const dataset = await importWithProgress(host, file, context);
  context.print(context.isJson ? JSON.stringify(inspectDocument(dataset)) : describe(dataset));
}

export async function importWithProgress(host: CliHost, file: string, context: CommandContext): Promise<Dataset> {
  return host.importFile(file, importOptionsOf(context), {
    signal: context.signal,
    onProgress: (done, total) => context.progress.update("Reading", done, total),
  });
}

function importOptionsOf({ args }: CommandContext): CliImportOptions {
  const timeColumn = args.value("time");
  const timezone = args.value("timezone");
  return {
    ...(timeColumn === undefined ? {} : { timeColumn }),
    ...(args.has("target") ? { targetColumns: args.list("target") } : {}),
    ...(args.has("id") ? { idColumns: args.list("id") } : {}),
    ...(timezone === undefined ? {} : { timezone }),
  };
}

function inspectDocument(dataset: Dataset): unknown {
  return {
    handle: dataset.handle,
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
    })),
    repairs: dataset.repairs,
    warnings: dataset.warnings,
  };
}

const shownSeries = 20;

function describe(dataset: Dataset): string {
  const { file } = dataset;
  const lines = [
    `${dataset.name}: ${file.dataRows} rows, ${file.layout} layout, ${file.encoding}, delimiter ${JSON.stringify(file.delimiter)}, decimal ${JSON.stringify(file.decimal)}`,
    "",
    alignTable(["Column", "Role", "Type"], dataset.columns.map((column) => [column.name, column.role, column.type])),
    "",
    alignTable(
      ["Series", "From", "To", "Frequency", "Steps", "Missing", "Seasons"],
      dataset.series
        .slice(0, shownSeries)
        .map((series) => [
          series.id,
          series.start,
          series.end,
          formatFrequency(series.frequency),
          String(series.steps),
          String(series.missing),
          series.seasonLengths.join(", "),
        ]),
    ),
  ];
  if (dataset.series.length > shownSeries) lines.push(`… and ${dataset.series.length - shownSeries} more series`);
  if (dataset.repairs.length > 0) {
    lines.push("", "Repairs:");
    for (const repair of dataset.repairs) {
      const rows = repair.examples.map((example) => example.row).join(", ");
      lines.push(`  ${repair.code}: ${repair.count}${rows === "" ? "" : ` (rows ${rows}${repair.count > repair.examples.length ? ", …" : ""})`}`);
    }
  }
  if (dataset.warnings.length > 0) {
    lines.push("", "Warnings:");
    for (const warning of dataset.warnings) lines.push(`  ${warning.message}`);
  }
  lines.push("", `Content hash ${dataset.handle}`);
  return lines.join("\n");
}
