import { type Command, commands } from "#domain/commands";
import { shortcutsOf } from "#renderer/commands";

export interface ShortcutLine {
  readonly title: string;
  /** Alternatives; empty for a command that has no keys. */
  readonly keys: readonly string[];
}

export interface ShortcutGroup {
  readonly title: string;
  readonly lines: readonly ShortcutLine[];
}

/** Every command, and beside them the keys of single controls, which belong to no command. */
export const shortcutGroups: readonly ShortcutGroup[] = [
  {
    title: "Files",
    lines: [...linesOf("files"), { title: "Close the focused file tab", keys: ["Delete"] }],
  },
  {
    title: "Series",
    lines: [
      ...linesOf("series"),
      { title: "Show the first match", keys: ["Enter"] },
      { title: "Previous or next series in the list", keys: ["↑", "↓"] },
    ],
  },
  {
    title: "Search and queue",
    lines: [
      ...linesOf("search"),
      { title: "Pause the focused job, or go on with it", keys: ["Space"] },
      { title: "Open the result of the focused job", keys: ["Enter"] },
      { title: "Clear the focused job", keys: ["Delete"] },
    ],
  },
  {
    title: "Back in time",
    lines: [
      ...linesOf("origin"),
      { title: "One step, on the slider", keys: ["←", "→"] },
      { title: "One season forward or back, on the slider", keys: ["Page Up", "Page Down"] },
      { title: "Furthest back, or the forecast from all data", keys: ["Home", "End"] },
    ],
  },
  {
    title: "Chart, with the mouse",
    lines: [
      { title: "Zoom in on a period", keys: ["Drag"] },
      { title: "Reset the zoom", keys: ["Double-click"] },
    ],
  },
  {
    title: "Files, with the mouse",
    lines: [{ title: "Look at files and keep nothing of them", keys: ["Alt+Drop"] }],
  },
  { title: "Help", lines: linesOf("help") },
];

function linesOf(group: Command["group"]): readonly ShortcutLine[] {
  return commands
    .filter((command) => command.group === group)
    .map(({ id, title }) => ({ title, keys: shortcutsOf(id) }));
}
