import { ChartNoAxesColumn } from "lucide-react";
import { shortcutOf, useCommands } from "#renderer/commands";
import { useViewState } from "#renderer/context";
import { Toggle } from "#renderer/ui";

/** The way to the comparison, and back. */
export function CompareButton() {
  const commands = useCommands();
  const isShown = useViewState((state) => state.page === "comparison");
  const keys = shortcutOf("compare");
  return (
    <Toggle
      className="icon-button"
      label="Compare models"
      tip={keys === undefined ? "Compare models" : `Compare models (${keys})`}
      icon={<ChartNoAxesColumn aria-hidden />}
      isSelected={isShown}
      onChange={() => commands.run("compare")}
    />
  );
}
