/** Updates of this installation. It is imported where a policy names their source, or the command is asked for: nothing else loads what can connect. */
import { join } from "node:path";
import { app } from "electron";
import { isCancelled, toPlainError } from "#domain/errors";
import type { Policy } from "#domain/policy";
import type { StagedUpdate } from "#domain/update";
import type { Logger } from "#main/platform";
import { policyPath } from "#main/policy";
import { installationOf, installHint, Updates } from "#main/updates";

export { installHint };

export function updatesUnder({ managed }: Policy): Updates {
  const { platform, arch, execPath } = process;
  return new Updates({
    ...{ managed, platform, arch, folderOf: (text) => policyPath(text) },
    version: app.getVersion(),
    installation: app.isPackaged ? installationOf({ platform, executable: execPath }) : null,
    folder: join(app.getPath("userData"), "updates"),
  });
}

/** How a window says that an update is ready. */
export function readyText(staged: StagedUpdate): string {
  const next = staged.isApplicable
    ? "Close Fantail and run “fantail update --apply”."
    : installHint(staged.kind, staged.path);
  return `Version ${staged.version} of Fantail is ready. ${next}`;
}

/** Fetches a newer version while the window is used; what fails is nobody's to mend there and stands in the log. */
export async function stageAtStart(
  policy: Policy,
  logger: Logger,
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<void> {
  const updates = updatesUnder(policy);
  if (!updates.isOn) return;
  try {
    const { isNewer } = await updates.check();
    if (!isNewer) return;
    const staged = await updates.stage({ signal });
    logger.info("update-staged", { version: staged.version });
    say(readyText(staged));
  } catch (error) {
    if (isCancelled(error) || signal.aborted) return;
    const { code, message } = toPlainError(error);
    logger.warn("update-not-staged", { code, message });
  }
}
