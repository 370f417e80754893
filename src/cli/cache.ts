import { EngineError } from "#domain/errors";
import { formatBytes, formatCount, formatStep, plural } from "#engine/format";
import type { CommandContext } from "./run.ts";
import { alignTable } from "./table.ts";

const actions = ["info", "list", "verify", "flush", "delete", "pin", "unpin"] as const;
type Action = (typeof actions)[number];

/** Administers the cache on disk. */
export async function runCache(context: CommandContext): Promise<void> {
  const [action = "info", dataset, ...more] = context.args.positionals;
  if (!isAction(action) || more.length > 0) {
    throw new EngineError("wrong-arguments", `Use: cache ${actions.join("|")} [DATASET].`);
  }
  const takesDataset = action === "delete" || action === "pin" || action === "unpin";
  if (dataset !== undefined && !takesDataset)
    throw new EngineError("wrong-arguments", `cache ${action} takes no dataset.`);
  if (dataset === undefined && takesDataset && !(action === "delete" && context.args.has("all"))) {
    throw new EngineError(
      "wrong-arguments",
      `cache ${action} needs a dataset${action === "delete" ? ", or --all" : ""}.`,
      {
        hint: "“fantail cache list” lists them.",
      },
    );
  }
  if (context.args.has("all") && (action !== "delete" || dataset !== undefined)) {
    throw new EngineError("wrong-arguments", "--all is only for cache delete, without a dataset.");
  }
  const { cache } = await context.startHost();
  const answer = (document: unknown, text: string): void =>
    context.print(context.isJson ? JSON.stringify(document) : text);
  switch (action) {
    case "info": {
      const info = cache.info();
      const { tiers, folder, problem } = info;
      const rows = [
        ["Folder", folder],
        ["On disk", `${formatBytes(info.bytes)} of ${formatBytes(info.maxBytes)}`],
        ["In memory", `${formatBytes(info.memoryBytes)} of ${formatBytes(info.maxMemoryBytes)}`],
        ["Datasets", formatCount(info.datasets)],
        ["Files", formatCount(info.files)],
        ...Object.entries(tiers).map(([name, { items, bytes }]) => [
          name,
          `${formatCount(items)}, ${formatBytes(bytes)}`,
        ]),
        ["Problem", problem ?? "none"],
      ];
      answer(info, alignTable(["Name", "Value"], rows));
      break;
    }
    case "list": {
      const datasets = await cache.list();
      const rows = datasets.map((one) => [
        one.dataset,
        one.name,
        formatCount(one.series),
        formatCount(one.forecasts),
        formatBytes(one.bytes),
        formatStep(one.usedMs),
        one.isPinned ? "pinned" : "",
      ]);
      answer({ datasets }, alignTable(["Dataset", "File", "Series", "Forecasts", "Size", "Used (UTC)", ""], rows));
      break;
    }
    case "verify": {
      const report = await cache.verify();
      answer(
        report,
        `Checked ${plural(report.files, "file", "files")} and ${plural(report.answers, "answer", "answers")}: ${formatCount(report.damaged)} damaged, ${formatCount(report.missing)} missing.`,
      );
      break;
    }
    case "flush":
      await cache.flush();
      answer({}, "All computed forecasts are on disk.");
      break;
    case "delete": {
      // As for a pin: "0 files deleted" would suggest that a mistyped name exists.
      if (dataset !== undefined && !(await cache.list()).some((one) => one.dataset === dataset)) {
        throw new EngineError("dataset-not-found", "There is no such dataset in the cache.", {
          hint: "“fantail cache list” lists them.",
        });
      }
      const files = await cache.delete(dataset);
      answer({ files }, `${plural(files, "file", "files")} deleted.`);
      break;
    }
    case "pin":
    case "unpin":
      cache.pin(dataset ?? "", action === "pin");
      answer({}, action === "pin" ? "Pinned: it stays in the cache when room is needed." : "No longer pinned.");
  }
}

function isAction(word: string): word is Action {
  return (actions as readonly string[]).includes(word);
}
