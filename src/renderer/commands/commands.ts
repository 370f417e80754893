import type { CommandId } from "#domain/commands";

/** What a command does in this window. */
export interface CommandHandler {
  readonly run: () => void;
  /** False where there is nothing for it to do now: its keys then go on to whoever else wants them. */
  readonly isAvailable?: () => boolean;
}

export interface Commands {
  isAvailable(id: CommandId): boolean;
  /** Does nothing where the command is not available. */
  run(id: CommandId): void;
}

/** One handler for each command: a command without one does not compile. */
export function createCommands(handlers: Readonly<Record<CommandId, CommandHandler>>): Commands {
  const isAvailable = (id: CommandId): boolean => handlers[id].isAvailable?.() ?? true;
  return {
    isAvailable,
    run(id) {
      if (isAvailable(id)) handlers[id].run();
    },
  };
}
