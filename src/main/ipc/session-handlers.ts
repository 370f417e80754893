/** Requests about what windows have open, and about files that were opened earlier. */
import type { WebContents } from "electron";
import type { KeptFile } from "#contract/ipc";
import type { Handlers } from "./ipc-main.ts";
import { openProject, type ProjectHandlerDependencies } from "./project-handlers.ts";

export interface SessionHandlerDependencies extends ProjectHandlerDependencies {
  readonly reopenWindow: () => boolean;
}

type SessionRequest = Extract<keyof Handlers, `session:${string}` | `recent:${string}`>;

export function sessionHandlers(dependencies: SessionHandlerDependencies): Pick<Handlers, SessionRequest> {
  const { sessions, recent, projects, reopenWindow } = dependencies;
  return {
    "session:restore": async (_args, { sender }) => ({
      ...(await sessions.restore(sender)),
      project: projects.stateOf(sender),
    }),
    "session:save": async (arrangement, { sender }) => {
      sessions.save(sender, arrangement);
      return {};
    },
    "session:reopen-window": async () => ({ isReopened: reopenWindow() }),
    "recent:list": async () => ({
      files: (await recent.list()).map((file) => ({ ...file, sparkline: [...file.sparkline] })),
    }),
    "recent:open": ({ id }, { sender }) => openRecent(dependencies, sender, id),
    "recent:pin": async ({ id, isPinned }) => {
      recent.pin(id, isPinned);
      return {};
    },
    "recent:remove": async ({ id }) => {
      recent.remove(id);
      return {};
    },
    "recent:clear": async () => {
      recent.clear();
      return {};
    },
  };
}

/**
 * A file or a project of the list; neither where a project has a window of its own, or the user does not want it.
 *
 * @throws EngineError file-not-found where it is not in the list any more; for a project as {@link openProject}
 */
export async function openRecent(
  dependencies: Omit<ProjectHandlerDependencies, "grants">,
  page: WebContents,
  id: number,
): Promise<{ readonly file: KeptFile | null; readonly session: Awaited<ReturnType<typeof openProject>> }> {
  const { sessions, recent } = dependencies;
  const { path, facts } = recent.get(id);
  return facts.kind === "project"
    ? { file: null, session: await openProject(dependencies, page, path) }
    : {
        file: await sessions.keptFile({
          path,
          stamp: facts.stamp,
          content: facts.content,
          arrangement: facts.arrangement,
        }),
        session: null,
      };
}
