import { useCommands } from "#renderer/commands";
import { useSessionState } from "#renderer/context";
import { healthText } from "./health.ts";
import "./health-button.css";

/** How the application is, in a few words that lead to all of them. */
export function HealthButton() {
  const commands = useCommands();
  const health = useSessionState((state) => state.health);
  return (
    <button
      type="button"
      className="status-health"
      data-status={health?.status ?? "ok"}
      onClick={() => commands.run("diagnostics")}
    >
      <span className="status-dot" aria-hidden="true" />
      {healthText(health)}
    </button>
  );
}
