/** Requests about projects, and the questions that are asked about them. */
import { basename, dirname, extname, join } from "node:path";
import { app, dialog, type WebContents } from "electron";
import type { KeptSession } from "#contract/ipc";
import { projectExtension } from "#domain/project";
import type { PlaceRules } from "#main/policy";
import type { Projects, Referred } from "#main/projects";
import { asEvidence, type RecentFiles, type StoredSession, type WindowSessions } from "#main/sessions";
import type { Grants } from "./grants.ts";
import type { Handlers } from "./ipc-main.ts";
import { windowOf } from "./window-of.ts";

export interface ProjectHandlerDependencies {
  readonly projects: Projects<WebContents>;
  readonly sessions: WindowSessions<WebContents>;
  readonly recent: RecentFiles;
  readonly grants: Grants;
  /** Opens a window with what it is to show. */
  readonly openWindow: (session: StoredSession) => void;
  /** Where files may be read and written. */
  readonly places: Pick<PlaceRules, "requireProject" | "requireRead">;
}

type ProjectRequest = Extract<keyof Handlers, `project:${string}`>;

export function projectHandlers(dependencies: ProjectHandlerDependencies): Pick<Handlers, ProjectRequest> {
  const { projects, sessions, recent, grants } = dependencies;
  return {
    "project:save": async ({ isNewPlace, isEmbedded }, { sender }) => {
      const { project } = sessions.sessionOf(sender);
      const path = project === null || isNewPlace ? await choosePlace(sender, project?.path ?? null) : project.path;
      if (path === null) return null;
      dependencies.places.requireProject(path);
      await projects.save(sender, path, isEmbedded ?? project?.isEmbedded ?? false);
      remember(recent, path, sessions.sessionOf(sender));
      return { name: basename(path) };
    },
    "project:open": async ({ grant }, { sender }) =>
      openProject(dependencies, sender, await grants.readablePathOf(grant)),
  };
}

/** Null where it has a window of its own, or the user does not want it. @throws EngineError project-unreadable, file-not-found */
export async function openProject(
  { projects, sessions, recent, openWindow, places }: Omit<ProjectHandlerDependencies, "grants">,
  page: WebContents,
  path: string,
): Promise<KeptSession | null> {
  // What it brings along is data, too.
  places.requireRead(path);
  const session = await projects.open(page, path);
  if (session === null) return null;
  remember(recent, path, session);
  const now = sessions.sessionOf(page);
  if (now.files.length > 0 || now.project !== null) {
    openWindow(session);
    return null;
  }
  sessions.replace(page, session);
  return { ...(await sessions.given(page)), project: projects.stateOf(page) };
}

/** The user says which files of somebody's project are opened: a project alone is no reason to read anything. */
export async function askAboutFiles(
  page: WebContents,
  project: string,
  files: readonly Referred[],
): Promise<"open" | "without" | null> {
  const listed = files.slice(0, listedFiles).map(({ path }) => path);
  const others = files.length - listed.length;
  const { response } = await dialog.showMessageBox(windowOf(page), {
    type: "question",
    title: "Fantail",
    message:
      files.length === 1
        ? `“${project}” wants to open a file that you have not opened before.`
        : `“${project}” wants to open ${files.length.toLocaleString("en")} files that you have not opened before.`,
    detail: [...listed, ...(others > 0 ? [`… and ${others.toLocaleString("en")} more`] : [])].join("\n"),
    buttons: ["Open", "Leave out", "Cancel"],
    defaultId: 2,
    cancelId: 2,
    noLink: true,
  });
  return response === 0 ? "open" : response === 1 ? "without" : null;
}

const listedFiles = 20;

async function choosePlace(sender: WebContents, before: string | null): Promise<string | null> {
  const chosen = await dialog.showSaveDialog(windowOf(sender), {
    title: "Save the project",
    defaultPath: before ?? join(app.getPath("documents"), `Forecasts.${projectExtension}`),
    filters: [{ name: "Fantail project", extensions: [projectExtension] }],
  });
  if (chosen.canceled || chosen.filePath === "") return null;
  const { filePath } = chosen;
  return extname(filePath).toLowerCase() === `.${projectExtension}`
    ? filePath
    : join(dirname(filePath), `${basename(filePath)}.${projectExtension}`);
}

function remember(recent: RecentFiles, path: string, { files }: StoredSession): void {
  recent.opened(path, {
    kind: "project",
    series: files.length,
    sparkline: [],
    stamp: null,
    content: null,
    arrangement: asEvidence,
  });
}
