import type { ProviderReport } from "#domain/device";
import type { Doctor } from "#domain/health";
import type { ModelInfo } from "#domain/model";
import { useCommands } from "#renderer/commands";
import { formatBytes, formatCompact, formatCount } from "#renderer/format";
import { Button } from "#renderer/ui";
import { texts } from "./texts.ts";

/** Where models run, what the probes found, and the models. */
export function DevicesTab({ doctor }: { readonly doctor: Doctor }) {
  const commands = useCommands();
  const defaults = Object.entries(doctor.modelDefaults);
  return (
    <>
      <h3 className="dialog-section diagnostics-link">
        {texts.executionProviders}
        <Button tone="quiet" className="finding-action" onPress={() => commands.run("models")}>
          {texts.modelsAndDevices}
        </Button>
      </h3>
      <ul className="finding-list">
        {doctor.providers.map((provider) => (
          <Provider key={provider.name} provider={provider} />
        ))}
      </ul>
      <h3 className="dialog-section">{texts.models}</h3>
      <ul className="finding-list">
        {doctor.models.map((model) => (
          <Model key={model.id} model={model} />
        ))}
      </ul>
      <p className="finding-detail diagnostics-note">
        {texts.deviceWanted(doctor.device)}
        {defaults.length === 0
          ? texts.noDefaultModelsChosen
          : texts.defaultModels(defaults.map(([frequency, id]) => `${id} for ${frequency}`).join(", "))}
      </p>
    </>
  );
}

function Provider({ provider }: { readonly provider: ProviderReport }) {
  const { name, state, reason, windowsPerSecond, windowsPerRun, largestRelativeError } = provider;
  return (
    <li className="finding">
      <p>
        <strong>{name}</strong>
        <span className="role" data-role={state === "used" ? "target" : state === "refused" ? "ignored" : "id"}>
          {state}
        </span>
        {windowsPerSecond === null ? null : (
          <span className="finding-count">{texts.windowsS(formatCount(windowsPerSecond))}</span>
        )}
        {windowsPerRun === null ? null : (
          <span className="finding-count">{texts.atATime(formatCount(windowsPerRun))}</span>
        )}
      </p>
      {reason === null ? null : <p className="finding-detail">{reason}</p>}
      {largestRelativeError === null || largestRelativeError === 0 ? null : (
        <p className="finding-detail">{texts.differsFromTheProcessorBy(largestRelativeError.toExponential(1))}</p>
      )}
    </li>
  );
}

function Model({ model }: { readonly model: ModelInfo }) {
  return (
    <li className="finding">
      <p>
        <strong>{model.name}</strong> {model.version}
        <span className="role" data-role={model.state === "ready" ? "target" : "ignored"}>
          {model.state}
        </span>
      </p>
      {model.reason === undefined ? null : <p className="finding-detail">{model.reason}</p>}
      <p className="finding-detail">
        {texts.onSHA256(
          formatCompact(model.parameters),
          model.parameters === 1 ? texts.parameter : texts.parameters,
          formatBytes(model.sizeBytes),
          model.licence,
          model.executionProvider ?? texts.noDeviceYet,
        )}
        <code>{model.sha256.slice(0, 16)}…</code>
      </p>
      {model.deviceReason === undefined ? null : <p className="finding-detail">{model.deviceReason}</p>}
    </li>
  );
}
