import { EngineError } from "#domain/errors";
import type { CommandContext } from "./run.ts";
import { alignTable } from "./table.ts";

const actions = ["info", "list", "verify", "flush", "delete", "pin", "unpin"] as const;
type Action = (typeof actions)[number];

/** Looks after what is kept between starts. */
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
        hint: "fantail cache list names them.",
      },
    );
  }
  if (context.args.has("all") && (action !== "delete" || dataset !== undefined)) {
    throw new EngineError("wrong-arguments", "--all goes with cache delete and without a dataset.");
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
        ["On disk", `${megabytes(info.bytes)} of ${megabytes(info.maxBytes)}`],
        ["In memory", `${megabytes(info.memoryBytes)} of ${megabytes(info.maxMemoryBytes)}`],
        ["Datasets", String(info.datasets)],
        ["Files", String(info.files)],
        ...Object.entries(tiers).map(([name, { items, bytes }]) => [name, `${items}, ${megabytes(bytes)}`]),
        ["Problem", problem ?? "none"],
      ];
      answer(info, alignTable(["Name", "Value"], rows));
      break;
    }
    case "list": {
      const datasets = cache.list();
      const rows = datasets.map((one) => [
        one.dataset,
        one.name,
        String(one.series),
        String(one.forecasts),
        megabytes(one.bytes),
        new Date(one.usedMs).toISOString().slice(0, 16),
        one.isPinned ? "pinned" : "",
      ]);
      answer({ datasets }, alignTable(["Dataset", "File", "Series", "Forecasts", "Size", "Used", ""], rows));
      break;
    }
    case "verify": {
      const report = await cache.verify();
      answer(
        report,
        `${report.files} files and ${report.answers} answers checked, ${report.damaged} damaged, ${report.missing} missing.`,
      );
      break;
    }
    case "flush":
      await cache.flush();
      answer({}, "Everything computed is on disk.");
      break;
    case "delete": {
      // The same words as for a pin: "0 files" would sound as if a name that was mistyped had been right.
      if (dataset !== undefined && !cache.list().some((one) => one.dataset === dataset)) {
        throw new EngineError("dataset-not-found", "There is no such dataset in the cache.", {
          hint: "fantail cache list names them.",
        });
      }
      const files = await cache.delete(dataset);
      answer({ files }, `${files} ${files === 1 ? "file" : "files"} deleted.`);
      break;
    }
    case "pin":
    case "unpin":
      cache.pin(dataset ?? "", action === "pin");
      answer({}, action === "pin" ? "Pinned: it stays whatever else needs room." : "No longer pinned.");
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function isAction(word: string): word is Action {
  return (actions as readonly string[]).includes(word);
}
