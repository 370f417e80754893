import { EngineError } from "#domain/errors";
import type { AppliedUpdate, StagedUpdate, UpdateStatus } from "#domain/update";
import { formatBytes } from "#engine/format";
import type { CommandContext } from "./run.ts";

/** Updates from the source that a policy names. */
export interface CliUpdates {
  check(): Promise<UpdateStatus>;
  stage(control: {
    readonly signal: AbortSignal;
    readonly onProgress: (done: number, total: number) => void;
  }): Promise<StagedUpdate>;
  /** @param onStep told what it does, in words */
  apply(onStep: (step: string) => void): Promise<AppliedUpdate>;
  rollBack(): Promise<void>;
  /** What an administrator runs with a package that `apply` does not install. */
  hintFor(staged: StagedUpdate): string;
}

const steps = ["check", "stage", "apply", "roll-back"] as const;

/** Looks for an update, fetches it, installs it, or goes back; one of these at a time. */
export async function runUpdate({
  args,
  isJson,
  updates: open,
  signal,
  progress,
  print,
  note,
}: CommandContext): Promise<void> {
  const wanted = steps.filter((step) => args.has(step));
  if (args.positionals.length > 0 || wanted.length > 1)
    throw new EngineError("wrong-arguments", "Use: update, with one of --check, --stage, --apply and --roll-back.");
  const updates = await open();
  const say = (answer: object, text: string): void => print(isJson ? JSON.stringify(answer) : text);
  switch (wanted[0] ?? "check") {
    case "check": {
      const status = await updates.check();
      say(status, statusText(status));
      return;
    }
    case "stage": {
      const staged = await updates.stage({
        signal,
        onProgress: (done, total) => progress.update("Fetching the update", done, total),
      });
      progress.end();
      const next = staged.isApplicable ? "“fantail update --apply” installs it." : updates.hintFor(staged);
      say(staged, `Version ${staged.version} is checked and ready: ${staged.path}\nSHA-256 ${staged.sha256}\n${next}`);
      return;
    }
    case "apply": {
      const applied = await updates.apply((step) => note(`${step}…`));
      say(
        applied,
        `Version ${applied.version} is in ${applied.folder}. “fantail update --roll-back” puts ${applied.previous} back.`,
      );
      return;
    }
    case "roll-back":
      await updates.rollBack();
      say({ rolledBack: true }, "The version before this one is back.");
  }
}

function statusText({ running, offered, isNewer, source, name, bytes }: UpdateStatus): string {
  if (!isNewer) return `This is ${running}, and ${source} has nothing newer (${offered}).`;
  return `${source} has version ${offered}; this is ${running}. ${name}, ${formatBytes(bytes)}: “fantail update --stage” fetches it.`;
}
