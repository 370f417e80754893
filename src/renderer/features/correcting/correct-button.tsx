import { Pencil } from "lucide-react";
import { CommandToggle } from "#renderer/commands";
import { useViewState } from "#renderer/context";

/** The way to the rows and their corrections, and back. */
export function CorrectButton() {
  const isShown = useViewState((state) => state.page === "correcting");
  return (
    <CommandToggle command="correct" label="Correct the data" icon={<Pencil aria-hidden />} isSelected={isShown} />
  );
}
