/** What the palette can do, and in which order it offers it. */
import { type CommandId, commands } from "#domain/commands";
import { handbookPages, terms } from "#domain/glossary";
import { settingDefinitions } from "#domain/settings";
import { commandTitle } from "#renderer/commands";
import type { DatasetsState } from "#renderer/datasets";
import { fuzzyMatching } from "#renderer/ui";

export type PaletteTarget =
  | { readonly kind: "command"; readonly command: CommandId }
  | { readonly kind: "series"; readonly series: string }
  | { readonly kind: "file"; readonly handle: string }
  | { readonly kind: "setting"; readonly key: string }
  | { readonly kind: "page" | "term"; readonly page: string };

export interface PaletteChoice {
  /** Unlike any other's; of commands, settings and pages the same at every start. */
  readonly id: string;
  readonly title: string;
  /** Beside the title, by which it is found, too. */
  readonly detail?: string;
  readonly target: PaletteTarget;
  readonly isRecent?: true;
}

/** More are not shown: whoever looks for the rest types another letter. */
export const maxShown = 60;
const maxRecent = 8;

/** Those that act on what the palette covers, or that have no use from it. */
const leftOut: ReadonlySet<CommandId> = new Set(["palette", "cancel-import"]);

/** Everything there is now. */
export function paletteChoices(
  { open, active }: DatasetsState,
  isAvailable: (command: CommandId) => boolean,
): readonly PaletteChoice[] {
  const front = open.find(({ dataset }) => dataset.handle === active)?.dataset;
  return [
    ...commands
      .filter(({ id }) => !leftOut.has(id) && isAvailable(id))
      .map(({ id }) => choice(`command:${id}`, commandTitle(id), { kind: "command", command: id })),
    ...open
      .filter(({ dataset }) => dataset.handle !== active)
      .map(({ dataset: { handle, name } }) => choice(`file:${handle}`, name, { kind: "file", handle })),
    ...(front === undefined || front.series.length < 2 ? [] : front.series).map(({ id, about }) => ({
      ...choice(`series:${id}`, id, { kind: "series", series: id }),
      ...(about === undefined ? {} : { detail: about }),
    })),
    ...settingDefinitions
      .filter(({ kind }) => kind.type !== "kept")
      .map(({ key, title }) => choice(`setting:${key}`, title, { kind: "setting", key })),
    ...handbookPages.map(({ id, title }) => choice(`page:${id}`, title, { kind: "page", page: id })),
    ...terms.map(({ id, term }) => choice(`term:${id}`, term, { kind: "term", page: "glossary" })),
  ];
}

const choice = (id: string, title: string, target: PaletteTarget): PaletteChoice => ({ id, title, target });

/** Those that a query finds, what was used last first; without a query, that and the commands. */
export function foundChoices(
  choices: readonly PaletteChoice[],
  query: string,
  recent: readonly string[],
): readonly PaletteChoice[] {
  const used = recent.flatMap((id) => choices.find((each) => each.id === id) ?? []).slice(0, maxRecent);
  const isUsed = new Set(used.map(({ id }) => id));
  const inOrder = [
    ...used.map((each): PaletteChoice => ({ ...each, isRecent: true })),
    ...choices.filter(({ id }) => !isUsed.has(id)),
  ];
  if (query.trim() === "")
    return inOrder.filter(({ isRecent, target }) => isRecent === true || target.kind === "command").slice(0, maxShown);
  return fuzzyMatching(inOrder, query, ({ title, detail = "" }) => `${title} ${detail}`).slice(0, maxShown);
}

/** What is used recently from now on. Names of series and files are the user's own, and not kept with the settings. */
export function usedNow(recent: readonly string[], { id, target }: PaletteChoice): readonly string[] {
  if (target.kind === "series" || target.kind === "file") return recent;
  return [id, ...recent.filter((each) => each !== id)].slice(0, maxRecent);
}
