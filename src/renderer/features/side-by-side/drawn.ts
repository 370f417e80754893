import type { ValueScaleKind } from "#domain/chart";
import { type FanInput, type FanShape, defaultHistorySteps, fanShape, indexedInput } from "#engine/figure";
import { exactLevels, indexAtOrAfter, seasonSteps, type Shown } from "#renderer/forecasts";
import type { Scale } from "./look.ts";

/** What is drawn of one panel. */
export interface Drawn {
  readonly input: FanInput;
  readonly shape: FanShape;
}

const inputs = new WeakMap<Shown, Map<number | null, FanInput | null>>();

/**
 * The forecast with as much of its past as a picture of it needs; null while there is none.
 *
 * @param from wall-clock milliseconds; the past from there on instead
 */
export function inputOf(shown: Shown, from: number | null = null): FanInput | null {
  const known = inputs.get(shown)?.get(from);
  if (known !== undefined) return known;
  const made = makeInput(shown, from);
  // Of its usual past and of one other.
  const usual = from === null ? made : (inputs.get(shown)?.get(null) ?? null);
  inputs.set(shown, new Map([[null, usual], ...(from === null ? [] : [[from, made] as const])]));
  return made;
}

function makeInput({ forecast, series, values }: Shown, since: number | null): FanInput | null {
  if (forecast === null) return null;
  const { anchor, times, levels, quantiles, actuals, origin, horizon } = forecast;
  // Also steps without a value after the last observed one: a forecast from the past knew that they were missing.
  const to = values.times.length + origin;
  const usual = to - defaultHistorySteps(horizon, seasonSteps(series), to);
  const from = since === null ? usual : Math.min(usual, indexAtOrAfter(values.times, since));
  return {
    title: series.id,
    frequency: series.frequency,
    historyTimes: values.times.subarray(from, to),
    historyValues: values.values.subarray(from, to),
    ...{ anchor, times, levels: exactLevels(levels), quantiles, actuals, origin },
  };
}

const indexes = new WeakMap<FanInput, FanInput | null>();

/** In percent of the value at the origin; null where that can't be. */
function indexOf(input: FanInput): FanInput | null {
  const known = indexes.get(input);
  if (known !== undefined) return known;
  const made = indexedInput(input);
  indexes.set(input, made);
  return made;
}

/** What a panel shows: nothing yet, a picture, or why there is none on this scale. */
export type Picture = Drawn | "none" | "not-indexable";

/** What axes hold; null: what suits the panel. */
interface Axes {
  readonly valueRange: readonly [number, number] | null;
  readonly timeRange: readonly [number, number] | null;
}

const ownAxes: Axes = { valueRange: null, timeRange: null };

const pictures = new WeakMap<FanInput, { readonly key: string; readonly drawn: Drawn }>();

/** The same object for as long as nothing of it changes, so that only new pictures are drawn. */
function drawnOf(
  input: FanInput,
  scale: ValueScaleKind,
  { valueRange, timeRange }: Axes,
  cache: WeakMap<FanInput, { readonly key: string; readonly drawn: Drawn }>,
): Drawn {
  const key = `${scale} ${valueRange?.join() ?? ""} ${timeRange?.join() ?? ""}`;
  const known = cache.get(input);
  if (known?.key === key) return known.drawn;
  const whole = {
    ...{ ...input, scale },
    ...(valueRange === null ? {} : { valueRange }),
    ...(timeRange === null ? {} : { timeRange }),
  };
  const drawn = { input: whole, shape: fanShape(whole) };
  cache.set(input, { key, drawn });
  return drawn;
}

const ownPictures: typeof pictures = new WeakMap();

/** Panels that end a little apart have one time axis; those of other times would be pressed flat on it. */
const mostStretch = 1.5;

function commonTimes(shapes: readonly FanShape[]): readonly [number, number] | null {
  const ranges = shapes.map(({ timeRange }) => timeRange);
  const union = [Math.min(...ranges.map(([from]) => from)), Math.max(...ranges.map(([, to]) => to))] as const;
  const longest = Math.max(...ranges.map(([from, to]) => to - from));
  if (ranges.every(([from, to]) => from === union[0] && to === union[1])) return null;
  return ranges.length > 0 && union[1] - union[0] <= mostStretch * longest ? union : null;
}

function commonValues(shapes: readonly FanShape[]): readonly [number, number] {
  const ranges = shapes.map(({ valueRange }) => valueRange);
  return [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))];
}

/**
 * The pictures of all panels. On one scale their axes hold all that has come by now.
 *
 * @param all null where a forecast is not there
 * @param hasOwnTimes each panel is of another time
 */
export function picturesOf(
  all: readonly (Shown | null)[],
  scale: Scale,
  valueScale: ValueScaleKind,
  hasOwnTimes: boolean,
): readonly Picture[] {
  const inputsFrom = (from: number | null): readonly (FanInput | "none" | "not-indexable")[] =>
    all.map((shown) => {
      const input = shown === null ? null : inputOf(shown, from);
      if (input === null) return "none";
      return scale === "indexed" ? (indexOf(input) ?? "not-indexable") : input;
    });
  const own = inputsFrom(null).map((input) =>
    typeof input === "string" ? input : drawnOf(input, valueScale, ownAxes, ownPictures),
  );
  const shapes = own.flatMap((one) => (typeof one === "string" ? [] : [one.shape]));
  const timeRange = hasOwnTimes ? null : commonTimes(shapes);
  const valueRange = scale === "own" || shapes.length === 0 ? null : commonValues(shapes);
  if (timeRange === null && valueRange === null) return own;
  return inputsFrom(timeRange?.[0] ?? null).map((input) =>
    typeof input === "string" ? input : drawnOf(input, valueScale, { valueRange, timeRange }, pictures),
  );
}
