import { FileDiff } from "lucide-react";
import { CommandToggle } from "#renderer/commands";
import { useViewState } from "#renderer/context";

/** The way to what changed between two files, and back. */
export function VersionsButton() {
  const isShown = useViewState((state) => state.page === "versions");
  return (
    <CommandToggle command="compare-files" label="What changed" icon={<FileDiff aria-hidden />} isSelected={isShown} />
  );
}
