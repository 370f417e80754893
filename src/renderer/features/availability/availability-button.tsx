import { CalendarRange } from "lucide-react";
import { shortcutOf, useCommands } from "#renderer/commands";
import { useViewState } from "#renderer/context";
import { Toggle } from "#renderer/ui";

/** The way to the data over time, and back. */
export function AvailabilityButton() {
  const commands = useCommands();
  const isShown = useViewState((state) => state.page === "availability");
  const keys = shortcutOf("data-over-time");
  return (
    <Toggle
      className="icon-button"
      label="Data over time"
      tip={keys === undefined ? "Data over time" : `Data over time (${keys})`}
      icon={<CalendarRange aria-hidden />}
      isSelected={isShown}
      onChange={() => commands.run("data-over-time")}
    />
  );
}
