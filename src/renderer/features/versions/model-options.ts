/** What can be compared on the file in front. */
import { adoptedModel } from "#domain/job";
import { suitsFrequency } from "#domain/model";
import { useSessionState } from "#renderer/context";
import { selectedSeries, useActive } from "#renderer/datasets";
import { formatTime, methodText } from "#renderer/format";
import { useAdopted, useJobsState } from "#renderer/jobs";
import { useVersions, useVersionsState } from "./context.ts";
import { searchesOf, searchId } from "./versions.ts";

export interface ModelOption {
  readonly id: string;
  readonly label: string;
  readonly detail?: string;
}

/** Models, the adopted methods and what searches found; the model in front first, whatever it is. */
export function useModelOptions(): readonly ModelOption[] {
  const versions = useVersions();
  const models = useSessionState((state) => state.models);
  const { composedModels, forecasters } = useSessionState((state) => state.methods);
  const jobs = useJobsState((state) => state.jobs);
  const handle = useActive((open) => open.dataset.handle);
  const selected = useActive((open) => open.selection.model);
  const frequency = useActive((open) => selectedSeries(open).frequency);
  const hasAdopted = useAdopted().size > 0;
  if (handle === undefined || selected === undefined || frequency === undefined) return [];
  const known: readonly ModelOption[] = [
    ...searchesOf(jobs, handle).map(({ id, about, createdMs }) => ({
      id: searchId(id),
      label: "What the search found",
      detail: `${about}, ${formatTime(createdMs, { unit: "minute", count: 1 })}`,
    })),
    ...(hasAdopted ? [{ id: adoptedModel, label: "Adopted method", detail: "Of each series, else the default" }] : []),
    ...models
      .filter(
        ({ state, frequencies }) =>
          state !== "refused" && state !== "damaged" && suitsFrequency(frequencies, frequency),
      )
      .map(({ id, name }) => ({ id, label: name })),
    ...composedModels.map(({ id, name, description }) => ({ id, label: name, detail: description })),
  ];
  const compared = versions.modelsCompared();
  const others = [selected, compared?.earlier, compared?.later].filter(
    (id, place, all): id is string =>
      id !== undefined && all.indexOf(id) === place && known.every((option) => option.id !== id),
  );
  return [
    ...others.map((id) => ({ id, label: methodText(id, forecasters, models) })),
    ...known.map((option) => (option.id === selected ? { ...option, detail: "The model now" } : option)),
  ];
}

/** What the earlier side of the comparison is called where it is drawn over the other. */
export function useEarlierLabel(): string {
  const versions = useVersions();
  const kind = useVersionsState((state) => state.kind);
  const file = useVersionsState((state) => state.earlier?.name ?? "");
  const options = useModelOptions();
  if (kind === "files") return file;
  if (kind === "ranges") return "Ranges as modelled";
  const id = versions.modelsCompared()?.earlier;
  return options.find((option) => option.id === id)?.label ?? "";
}
