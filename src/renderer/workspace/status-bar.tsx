import { adoptedModel } from "#domain/job";
import { devicePlace, methodText } from "#renderer/format";
import { useSessionState } from "#renderer/context";
import { useForecastState } from "#renderer/forecasts";
import { useActive } from "#renderer/datasets";
import { HealthButton } from "#renderer/features/diagnostics";
import { QueueButton } from "#renderer/features/queue";
import "./status-bar.css";
import { texts } from "./texts.ts";

/** One quiet line: what computes, and whether it is well. */
export function StatusBar() {
  const forecast = useForecastState((state) => state.shown?.forecast ?? null);
  const selected = useActive((open) => open.selection.model);
  const used = forecast?.model.id ?? selected;
  const names = useSessionState((state) => state.methods.forecasters);
  const models = useSessionState((state) => state.models);
  const info = models.find(({ id }) => id === used);
  const composed = useSessionState((state) => state.methods.composedModels).find(({ id }) => id === used);
  return (
    <footer className="status-bar">
      <div className="status-buttons">
        <HealthButton />
        <QueueButton />
      </div>
      <span className="status-item truncate">
        {info === undefined
          ? (composed?.name ?? (used === undefined ? "" : methodText(used, names, models, [adoptedChoice])))
          : `${info.name} ${info.version}`}
        {forecast === null ? "" : texts.onDevice(devicePlace(forecast.executionProvider))}
      </span>
    </footer>
  );
}

const adoptedChoice = { id: adoptedModel, name: "Adopted method" };
