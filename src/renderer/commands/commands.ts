import { type CommandId, type DialogCommandId, opensDialog } from "#domain/commands";
import type { ViewStore } from "#renderer/context";

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

/** One handler for each command that does more than open its dialog: one that is missing does not compile. */
export type CommandHandlers = Readonly<Record<Exclude<CommandId, DialogCommandId>, CommandHandler>>;

export function createCommands(view: ViewStore, handlers: CommandHandlers): Commands {
  const handlerOf = (id: CommandId): CommandHandler => (opensDialog(id) ? opening(view, id) : handlers[id]);
  const isAvailable = (id: CommandId): boolean => handlerOf(id).isAvailable?.() ?? true;
  return {
    isAvailable,
    run(id) {
      if (isAvailable(id)) handlerOf(id).run();
    },
  };
}

function opening(view: ViewStore, id: DialogCommandId): CommandHandler {
  return {
    run: () => view.setState({ dialog: id, dialogTarget: null }),
    // It covers nothing: whoever is in the middle of something finishes that first.
    ...(id === "palette" ? { isAvailable: () => view.getState().dialog === null } : {}),
  };
}
