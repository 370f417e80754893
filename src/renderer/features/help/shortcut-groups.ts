import { type Command, commands } from "#domain/commands";
import { commandTitle, shortcutsOf } from "#renderer/commands";
import { texts } from "./shortcut-texts.ts";

export interface ShortcutLine {
  readonly title: string;
  /** Alternatives; empty for a command that has no keys. */
  readonly keys: readonly string[];
}

export interface ShortcutGroup {
  readonly title: string;
  readonly lines: readonly ShortcutLine[];
}

/** Every command with its keys as they are now, and beside them the keys of single controls, which belong to no command. */
export function shortcutGroups(): readonly ShortcutGroup[] {
  return [
    {
      title: texts.files,
      lines: [
        ...linesOf("files"),
        { title: texts.goToAFile, keys: ["Ctrl+1 … 8", "Ctrl+9"] },
        { title: texts.closeTheFocusedFileTab, keys: ["Delete"] },
      ],
    },
    {
      title: texts.series,
      lines: [
        ...linesOf("series"),
        { title: texts.showTheFirstMatch, keys: ["Enter"] },
        { title: texts.previousOrNextSeriesInTheList, keys: ["↑", "↓"] },
      ],
    },
    { title: texts.decide, lines: linesOf("decide") },
    {
      title: texts.searchAndQueue,
      lines: [
        ...linesOf("search"),
        { title: texts.pauseTheFocusedJobOrGoOnWithIt, keys: ["Space"] },
        { title: texts.openTheResultOfTheFocusedJob, keys: ["Enter"] },
        { title: texts.clearTheFocusedJob, keys: ["Delete"] },
      ],
    },
    {
      title: texts.backInTime,
      lines: [
        ...linesOf("origin"),
        { title: texts.oneStepOnTheSlider, keys: ["←", "→"] },
        { title: texts.oneSeasonForwardOrBackOnTheSlider, keys: ["Page Up", "Page Down"] },
        { title: texts.furthestBackOrTheForecastFromAllData, keys: ["Home", "End"] },
        { title: texts.anotherStepOnTheLine, keys: ["←", "→"] },
        { title: texts.moveTheStretch, keys: ["←", "→"] },
        { title: texts.longerOrShorterStretch, keys: ["↑", "↓"] },
      ],
    },
    {
      title: texts.chartOnceItHasTheFocus,
      lines: [
        { title: texts.readTheStepBeforeOrAfter, keys: ["←", "→"] },
        { title: texts.aSeasonBackOrForward, keys: ["Page Down", "Page Up"] },
        { title: texts.moveAlongTheTime, keys: ["Shift+←", "Shift+→"] },
        { title: texts.zoomInZoomOut, keys: ["+", "−"] },
        { title: texts.allOfTheTime, keys: ["0"] },
        { title: texts.backToThePeriodBefore, keys: ["Backspace"] },
        { title: texts.fitTheValueAxis, keys: ["F"] },
        { title: texts.writeANoteAtTheStep, keys: ["N"] },
      ],
    },
    {
      title: texts.chartWithTheMouse,
      lines: [
        { title: texts.zoomInOnAPeriod, keys: ["Drag"] },
        { title: texts.zoomInOrOutWhereThePointerIs, keys: ["Wheel"] },
        { title: texts.moveEarlierOrLater, keys: ["Shift+Wheel"] },
        { title: texts.goBackToThePeriodBefore, keys: ["Double-click"] },
      ],
    },
    {
      title: texts.filesWithTheMouse,
      lines: [
        { title: texts.lookAtFilesAndKeepNothingOfThem, keys: ["Alt+Drop"] },
        { title: texts.moveATab, keys: ["Drag"] },
        { title: texts.closeATab, keys: ["Middle button"] },
      ],
    },
    { title: texts.help, lines: linesOf("help") },
  ];
}

function linesOf(group: Command["group"]): readonly ShortcutLine[] {
  return commands
    .filter((command) => command.group === group)
    .map(({ id }) => ({ title: commandTitle(id), keys: shortcutsOf(id) }));
}
