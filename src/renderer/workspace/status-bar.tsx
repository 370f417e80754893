import { useActive, useForecasting, useModel, useSession } from "../app/model.ts";
import { healthText } from "../features/diagnostics/health.ts";

/** One quiet line: what computes, and whether it is well. */
export function StatusBar() {
  const model = useModel();
  const health = useSession((state) => state.health);
  const forecast = useForecasting((state) => state.shown?.forecast ?? null);
  const selected = useActive((open) => open.selection.model);
  const used = forecast?.model.id ?? selected;
  const info = useSession((state) => state.info?.models)?.find(({ id }) => id === used);
  const composed = useSession((state) => state.info?.composedModels)?.find(({ id }) => id === used);
  const status = health?.status ?? "ok";
  return (
    <footer className="status-bar">
      <button type="button" className="status-health" data-status={status} onClick={() => model.run("diagnostics")}>
        <span className="status-dot" aria-hidden="true" />
        {healthText(health)}
      </button>
      <span className="status-item truncate">
        {info === undefined ? (composed?.name ?? "") : `${info.name} ${info.version}`}
        {forecast === null ? "" : ` on ${forecast.executionProvider}`}
      </span>
    </footer>
  );
}
