import { zoneName } from "#engine/format";
import { adoptedModel } from "#domain/job";
import { suitsFrequency } from "#domain/model";
import { maxHorizonSteps } from "#domain/series";
import { formatBytes, formatDays, frequencyName, formatSpan, formatSteps, madeForText, plural } from "#renderer/format";
import { flaggedSteps } from "#renderer/charts";
import { horizonPresets, selectedSeries, useActive, useDatasets } from "#renderer/datasets";
import { useAdopted } from "#renderer/jobs";
import { useSessionState } from "#renderer/context";
import { useCommands } from "#renderer/commands";
import { TermText } from "#renderer/glossary";
import { Choice, Segmented, StepsField } from "#renderer/ui";
import { AdoptedBadge } from "./adopted-badge.tsx";
import { ModelOffer } from "./model-offer.tsx";
import { FileButtons } from "./file-buttons.tsx";
import { texts } from "./texts.ts";
import "./series-header.css";

/** Name and extent of the selected series, and what its forecast is made with. */
export function SeriesHeader() {
  const series = useActive(selectedSeries);
  const datasetName = useActive((open) => open.dataset.name);
  const zone = useActive((open) => open.dataset.zone) ?? null;
  const isAlone = useActive((open) => open.dataset.series.length === 1) === true;
  const rows = useActive((open) => open.dataset.file.dataRows) ?? 0;
  const isOneShot = useActive((open) => open.dataset.settings.isOneShot) === true;
  if (series === undefined) return null;
  const flagged = flaggedSteps(series.flags);
  const facts = [
    ...(series.about === undefined ? [] : [series.about]),
    frequencyName(series.frequency),
    formatSteps(series.steps, series.frequency),
    // Where there is a list of series it says so.
    ...(isAlone ? [plural(rows, "row", "rows")] : []),
    ...(isAlone && flagged > 0 ? [formatSteps(flagged, series.frequency, "flagged")] : []),
    ...(isAlone && isOneShot ? ["not kept"] : []),
    ...(zone === null ? [] : [`times in ${zoneName(zone)}`]),
  ];
  return (
    <div className="series-header">
      <div className="series-title">
        <h1 className="series-heading truncate" title={series.id}>
          {series.id === "" ? datasetName : series.id}
        </h1>
        {isAlone ? <FileButtons /> : null}
        <div className="series-about">
          <p className="series-span truncate" title={[formatSpan(series), ...facts].join(" · ")}>
            {[formatDays(series), ...facts].join(" · ")}
          </p>
          <AdoptedBadge />
          <ModelOffer />
        </div>
      </div>
      <div className="series-controls">
        <ModelChoice />
        <Horizon />
      </div>
    </div>
  );
}

function ModelChoice() {
  const commands = useCommands();
  const datasets = useDatasets();
  const models = useSessionState((state) => state.models);
  const composed = useSessionState((state) => state.methods.composedModels);
  const selected = useActive((open) => open.selection.model);
  const frequency = useActive((open) => selectedSeries(open).frequency);
  const hasAdopted = useAdopted().size > 0 || selected === adoptedModel;
  if (selected === undefined || frequency === undefined) return null;
  const asOption = ({ id, name, description }: (typeof composed)[number]) => ({ id, label: name, detail: description });
  return (
    <Choice
      label={texts.model}
      term={<TermText id="model">{texts.model}</TermText>}
      value={selected}
      onChange={(id) => {
        if (id === manageModels) commands.run("models");
        else if (id === findBest) commands.run("find-best");
        else datasets.selectModel(id);
      }}
      options={[
        ...(hasAdopted
          ? [
              {
                id: adoptedModel,
                label: "Adopted method",
                detail: "What was adopted for each series, else the default",
              },
            ]
          : []),
        ...composed.slice(0, 1).map(asOption),
        ...models.map((model) => ({
          id: model.id,
          label: model.name,
          detail: model.reason ?? madeForText(model) ?? `Version ${model.version} · ${formatBytes(model.sizeBytes)}`,
          isDisabled:
            model.state === "refused" || model.state === "damaged" || !suitsFrequency(model.frequencies, frequency),
        })),
        ...composed.slice(1).map(asOption),
        { id: findBest, label: "Find the best model…", detail: "Tries many on the past, in the background" },
        { id: manageModels, label: "Manage models…" },
      ]}
    />
  );
}

/** Entries of the list of models that are none; no id has a blank. */
const manageModels = "manage models";
const findBest = "find the best";

function Horizon() {
  const datasets = useDatasets();
  const series = useActive(selectedSeries);
  const horizon = useActive((open) => open.selection.horizon);
  const selectedModel = useActive((open) => open.selection.model);
  const limit = useSessionState((state) => state.models).find(({ id }) => id === selectedModel)?.maxHorizonSteps;
  if (series === undefined || horizon === undefined) return null;
  const max = Math.min(limit ?? maxHorizonSteps, maxHorizonSteps);
  const presets = horizonPresets(series, max);
  return (
    <div className="horizon">
      <StepsField
        label={texts.horizon}
        term={<TermText id="horizon">{texts.horizon}</TermText>}
        max={max}
        value={horizon}
        onChange={(value) => datasets.setHorizon(value)}
      />
      <Segmented
        className="horizon-presets"
        label={texts.horizonPresets}
        value={presets.find(({ steps }) => steps === horizon)?.label ?? null}
        options={presets.map(({ label, steps }) => ({ id: label, label, tip: formatSteps(steps, series.frequency) }))}
        onChange={(label) => {
          const preset = presets.find((candidate) => candidate.label === label);
          if (preset !== undefined) datasets.setHorizon(preset.steps);
        }}
      />
    </div>
  );
}
