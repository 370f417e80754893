/** Shells that a command can be written for. */
export const commandShells = ["posix", "powershell", "cmd"] as const;
export type CommandShell = (typeof commandShells)[number];

/** What of a series is copied as a table: its forecast, or the history before it, too. */
export const copiedTables = ["forecast", "history"] as const;
export type CopiedTable = (typeof copiedTables)[number];
