import type { ReactNode } from "react";
import type { CommandId } from "#domain/commands";
import { Toggle } from "#renderer/ui";
import { useCommands } from "./context.ts";
import { shortcutOf } from "./labels.ts";

export interface CommandToggleProps {
  readonly command: CommandId;
  readonly label: string;
  readonly icon: ReactNode;
  /** Whether what the command shows is shown. */
  readonly isSelected: boolean;
}

/** A button of the toolbar that shows something by its command, and hides it again. */
export function CommandToggle({ command, label, icon, isSelected }: CommandToggleProps) {
  const commands = useCommands();
  const keys = shortcutOf(command);
  return (
    <Toggle
      className="icon-button"
      label={label}
      tip={keys === undefined ? label : `${label} (${keys})`}
      icon={icon}
      isSelected={isSelected}
      onChange={() => commands.run(command)}
    />
  );
}
