import { X } from "lucide-react";
import { useEffect, type ReactNode } from "react";
import { suitsFrequency, type ModelsState } from "#domain/model";
import type { Frequency } from "#domain/series";
import { useDatasetsState } from "#renderer/datasets";
import { useManaged } from "#renderer/context";
import { Choice, IconButton } from "#renderer/ui";
import { useModels, useModelsState } from "./context.ts";
import { DeviceSection } from "./device-section.tsx";
import { dataName, keyOf, offeredFrequencies } from "./frequencies.ts";
import { texts } from "./texts.ts";
import "./models.css";

/** What computes, on the settings page. */
export function DeviceSetting() {
  return <Known>{(known) => <DeviceSection known={known} />}</Known>;
}

/** Which model new files begin with, by their step. */
export function DefaultModelSetting() {
  return <Known>{(known) => <Defaults known={known} />}</Known>;
}

function Known({ children }: { readonly children: (known: ModelsState) => ReactNode }) {
  const manager = useModels();
  const known = useModelsState((state) => state.known);
  const error = useModelsState((state) => state.error);
  useEffect(() => void manager.refresh(), [manager]);
  return (
    <div>
      {error === null ? null : (
        <p className="models-note models-note-error" role="alert">
          {error.message} {error.hint}
        </p>
      )}
      {known === null ? <p className="dialog-none">{texts.loading}</p> : children(known)}
    </div>
  );
}

/** An entry of the list of steps that is none; no id has a blank. */
const choose = "choose a step";

function Defaults({ known }: { readonly known: ModelsState }) {
  const manager = useModels();
  const open = useDatasetsState((state) => state.open);
  const managed = useManaged("defaultModel");
  const own = known.defaults.filter((one): one is typeof one & { frequency: Frequency } => one.frequency !== null);
  const used = [
    ...open.flatMap(({ dataset }) => dataset.series.slice(0, 1).map(({ frequency }) => frequency)),
    ...own.map(({ frequency }) => frequency),
  ];
  const free = offeredFrequencies(used).filter(
    (each) => !own.some(({ frequency }) => keyOf(frequency) === keyOf(each)),
  );
  const usable = known.models.filter(({ state }) => state !== "refused" && state !== "damaged");
  const optionsFor = (frequency: Frequency | null) =>
    usable
      .filter(({ frequencies }) =>
        frequency === null ? frequencies === "any" : suitsFrequency(frequencies, frequency),
      )
      .map(({ id, name }) => ({ id, label: name }));
  return (
    <div className="rules">
      <Choice
        label={dataName(null)}
        value={known.defaultModel}
        options={optionsFor(null)}
        isDisabled={managed !== null}
        {...(managed === null ? {} : { description: managed.reason })}
        onChange={(id) => void manager.setDefault(null, id)}
      />
      {(managed === null ? own : []).map(({ frequency, model }) => (
        <div key={keyOf(frequency)} className="models-default">
          <Choice
            label={dataName(frequency)}
            value={model}
            options={optionsFor(frequency)}
            onChange={(id) => void manager.setDefault(frequency, id)}
          />
          <IconButton
            label={texts.asForAll(dataName(frequency))}
            onPress={() => void manager.setDefault(frequency, null)}
          >
            <X aria-hidden />
          </IconButton>
        </div>
      ))}
      {managed === null ? (
        <Choice
          label={texts.another}
          value={choose}
          options={[
            { id: choose, label: texts.choose },
            ...free.map((each) => ({ id: keyOf(each), label: dataName(each) })),
          ]}
          onChange={(key) => {
            const frequency = free.find((each) => keyOf(each) === key);
            const model = frequency === undefined ? undefined : optionsFor(frequency)[0]?.id;
            if (frequency !== undefined && model !== undefined) void manager.setDefault(frequency, model);
          }}
        />
      ) : null}
    </div>
  );
}
