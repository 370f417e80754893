import { ChartNoAxesColumn } from "lucide-react";
import { CommandToggle } from "#renderer/commands";
import { useViewState } from "#renderer/context";

/** The way to the comparison, and back. */
export function CompareButton() {
  const isShown = useViewState((state) => state.page === "comparison");
  return (
    <CommandToggle
      command="compare"
      label="Compare models"
      icon={<ChartNoAxesColumn aria-hidden />}
      isSelected={isShown}
    />
  );
}
