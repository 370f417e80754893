import { CalendarRange } from "lucide-react";
import { CommandToggle } from "#renderer/commands";
import { useViewState } from "#renderer/context";

/** The way to the data over time, and back. */
export function AvailabilityButton() {
  const isShown = useViewState((state) => state.page === "availability");
  return (
    <CommandToggle
      command="data-over-time"
      label="Data over time"
      icon={<CalendarRange aria-hidden />}
      isSelected={isShown}
    />
  );
}
