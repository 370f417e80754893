/** Apart from what they do: the start of the window asks only whether a word is one of them. */
export const commandNames = [
  "inspect",
  "forecast",
  "merge",
  "export-job",
  "export-model-repository",
  "watch",
  "replay",
  "backtest",
  "value-added",
  "search",
  "jobs",
  "models",
  "cache",
  "doctor",
  "update",
] as const;
export type CommandName = (typeof commandNames)[number];

export const helpWords: readonly string[] = ["--help", "-h", "help"];

export function isCommandName(word: string): word is CommandName {
  return commandNames.some((name) => name === word);
}

/** Whether the first word names a command; anything else is a file to open in the window. */
export function isCommand(word: string | undefined): boolean {
  return word !== undefined && (isCommandName(word) || helpWords.includes(word) || word === "--version");
}
