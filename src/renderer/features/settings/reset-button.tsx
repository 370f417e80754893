import { RotateCcw } from "lucide-react";
import { IconButton } from "#renderer/ui";

export interface ResetButtonProps {
  readonly label: string;
  /** There is something to reset. Invisible, and in its place, where not. */
  readonly isShown: boolean;
  readonly onReset: () => void;
}

/**
 * Goes back to a default. With that it has nothing left to do and goes: the focus is then the surrounding element's of the class
 * `reset-home`, or no key would reach the dialog any more.
 */
export function ResetButton({ label, isShown, onReset }: ResetButtonProps) {
  return (
    <IconButton
      className={isShown ? "setting-reset" : "setting-reset unseen"}
      label={label}
      isDisabled={!isShown}
      onPress={({ target }) => {
        target.closest<HTMLElement>(".reset-home")?.focus();
        onReset();
      }}
    >
      <RotateCcw aria-hidden />
    </IconButton>
  );
}
