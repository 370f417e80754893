import type { Candidates } from "#contract/ipc";
import type { SessionState } from "#renderer/context";
import { numberFormat, type NumberFormat } from "#engine/format";
import { formatShare, formatSteps, formatTime, methodText, numberFormatOf, plural } from "#renderer/format";
import { holds, insideCount, originTime } from "#renderer/forecasts";
import { trustText } from "#renderer/overview";
import type { Compared } from "./compared.ts";
import { type StepValues, valuesAt } from "./cursor.ts";
import type { Drawn, Picture } from "./drawn.ts";
import type { Kind } from "./look.ts";
import type { Panel } from "./side-by-side.ts";
import { texts } from "./texts.ts";

export type ModelNames = (id: string) => string;

/** Names of models and methods, as the window knows them. */
export function modelNames(
  { models, methods }: Pick<SessionState, "models" | "methods">,
  candidates: Candidates | null,
): ModelNames {
  const known = new Map<string, string>([
    ...(candidates?.groups.flatMap((group) => group.models.map(({ id, name }) => [id, name] as const)) ?? []),
    ...methods.composedModels.map(({ id, name }) => [id, name] as const),
    ...models.map(({ id, name }) => [id, name] as const),
  ]);
  return (id) => known.get(id) ?? methodText(id, methods.forecasters);
}

/** What of a panel differs from the others. */
export function titleOf({ kind, selection }: Compared, nameOf: ModelNames): string {
  const { dataset, series, model, origin } = selection;
  switch (kind) {
    case "series":
      return series.id === "" ? dataset.name : series.id;
    case "models":
      return nameOf(model);
    case "origins":
      return texts.madeBack(formatSteps(-origin, series.frequency));
    case "files":
      return dataset.name;
  }
}

/** Writes a panel's numbers: in its units, or as percentages of the value at the origin. */
export function formatFor(panel: Panel, picture: Picture, isIndexed: boolean, isRounded: boolean): NumberFormat {
  if (isIndexed && typeof picture !== "string") return numberFormat(...picture.shape.valueRange);
  if (panel.shown === null) return (value) => String(value);
  return numberFormatOf(panel.shown, isRounded);
}

/** A panel's numbers at one step, as they stand in its head. */
export interface PanelReading {
  readonly when: string;
  /** The median, or what was observed. */
  readonly value: string;
  /** Empty where there is no such range. */
  readonly range: string;
  /** Empty where nothing is known of what came. */
  readonly actual: string;
  readonly isInside: boolean | null;
}

export function readingOf(values: StepValues, panel: Panel, number: NumberFormat): PanelReading {
  const { frequency } = panel.compared.selection.series;
  const when = formatTime(values.time, frequency);
  const { median, lower, upper, observed, ahead } = values;
  if (ahead <= 0) {
    const value = Number.isNaN(observed) ? texts.nothingThere : number(observed);
    return { when, value, range: "", actual: "", isInside: null };
  }
  return {
    when,
    value: number(median),
    range: Number.isNaN(lower) ? "" : texts.rangeShort(number(lower), number(upper)),
    actual: Number.isNaN(observed) ? "" : texts.happenedShort(number(observed)),
    isInside: holds({ lower, upper }, observed),
  };
}

/** One step in words, for the line below all panels and for ears. */
export function stepText(values: StepValues, panel: Panel, number: NumberFormat): string {
  const { median, lower, upper, observed, ahead } = values;
  if (ahead <= 0) return Number.isNaN(observed) ? texts.nothingThere : texts.observed(number(observed));
  const isInside = holds({ lower, upper }, observed);
  return [
    texts.median(number(median)),
    Number.isNaN(lower) ? null : texts.between(formatShare(0.8), number(lower), number(upper)),
    Number.isNaN(observed) ? null : texts.happened(number(observed)),
    isInside === null ? null : isInside ? texts.within : texts.outside,
  ]
    .filter((part) => part !== null)
    .join(", ");
}

/** "Dec 1961, 12 months ahead" */
export function whenText({ time, ahead }: Pick<StepValues, "time" | "ahead">, { selection }: Compared): string {
  const { frequency } = selection.series;
  const where =
    ahead > 0
      ? texts.ahead(formatSteps(ahead, frequency))
      : ahead === 0
        ? texts.atOrigin
        : texts.beforeOrigin(formatSteps(-ahead, frequency));
  return `${formatTime(time, frequency)}, ${where}`;
}

/** The last value that the forecast saw. */
export function lastOf(
  { input }: Drawn,
  panel: Panel,
  number: NumberFormat,
): { readonly value: string; readonly when: string } {
  return {
    value: number(input.anchor.value),
    when: formatTime(input.anchor.time, panel.compared.selection.series.frequency),
  };
}

/** How many of the values that came the 80 % range held; null where none has come. */
export function insideText({ shown }: Panel): string | null {
  if (shown?.forecast == null) return null;
  const { inside, observed } = insideCount(shown.forecast);
  return observed === 0 ? null : texts.withinCount(String(inside), formatSteps(observed, shown.series.frequency));
}

/** Everything that a panel says, as one text. */
export function panelText(panel: Panel, title: string, picture: Picture, number: NumberFormat): string {
  if (panel.error !== null && typeof picture === "string")
    return `${title}. ${panel.error.message} ${texts.failedPress}`;
  if (picture === "not-indexable") return `${title}. ${texts.notIndexable}`;
  if (picture === "none") return `${title}. ${texts.loading}`;
  const { input } = picture;
  const last = lastOf(picture, panel, number);
  const horizon = valuesAt(input, input.historyTimes.length + input.times.length - 1);
  const { frequency } = panel.compared.selection.series;
  const trust = panel.evidence.state === "known" ? `${trustText(panel.evidence.value)}.` : null;
  const inside = insideText(panel);
  return [
    `${title}.`,
    texts.lastSpoken(last.value, last.when),
    `${texts.forecastFor(formatTime(horizon.time, frequency))} ${stepText(horizon, panel, number)}.`,
    inside === null ? null : `${inside}.`,
    trust,
  ]
    .filter((part) => part !== null)
    .join(" ");
}

/** "Dec 1959": when a panel's forecast is or would have been made; empty until it is there. */
export function madeText({ shown, compared: { selection } }: Panel): string {
  return shown === null ? "" : formatTime(originTime(shown.values, selection.origin), selection.series.frequency);
}

/** "12 series" */
export function countText(kind: Kind, count: number): string {
  switch (kind) {
    case "series":
      return plural(count, "series", "series");
    case "models":
      return plural(count, "model", "models");
    case "origins":
      return plural(count, "past forecast", "past forecasts");
    case "files":
      return plural(count, "file", "files");
  }
}

/** The first of several ways to say something that has room; empty where none has. */
export function fitting(ways: readonly (readonly string[])[], room: number): string {
  const texts = ways.map((parts) => parts.filter((part) => part !== "").join(" · "));
  return texts.find((text) => text !== "" && text.length <= room) ?? "";
}
