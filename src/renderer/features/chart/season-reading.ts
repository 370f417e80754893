import { type CycleUnit, mainShare, type SeasonsOverlay } from "#engine/figure";
import { monthName, weekdayName } from "#engine/format";
import { type ForecastRow, intervalLevelsOf, rowAt, type Shown } from "#renderer/forecasts";
import type { Frequency } from "#domain/series";
import { nearestPlace } from "./stepping.ts";

export interface SeasonReading {
  /** On the shared axis. */
  readonly place: number;
  /** "Mar", "Wed 14:00". */
  readonly name: string;
  /** Newest first. */
  readonly observed: readonly { readonly name: string; readonly value: number; readonly isCurrent: boolean }[];
  readonly forecast: readonly {
    readonly name: string;
    readonly row: ForecastRow;
    /** Of the main range; null where the model has none. */
    readonly main: { readonly share: number; readonly lower: number; readonly upper: number } | null;
  }[];
}

/** More lines would cover what they are about. */
const maxSeasons = 5;

/** What every season has at a place; null where none has a step within reach. */
export function readSeasons(
  { cycles, forecast, unit }: SeasonsOverlay,
  shown: Shown,
  place: number,
  reach: number,
  shares: readonly number[],
): SeasonReading | null {
  const all = [...forecast, ...cycles.toReversed()];
  const nearest = all
    .map(({ places }) => places[nearestPlace(places, place, reach)])
    .filter((found) => found !== undefined)
    .sort((one, other) => Math.abs(one - place) - Math.abs(other - place))[0];
  if (nearest === undefined) return null;
  // Days of a month differ by a leap day at most, and steps of one season by less than half of one.
  const within = Math.min(reach, stepOf(cycles) / 2);
  const observed = cycles.toReversed().flatMap(({ name, places, values }, index) => {
    const value = values[nearestPlace(places, nearest, within)];
    return value === undefined || Number.isNaN(value) ? [] : [{ name, value, isCurrent: index === 0 }];
  });
  const share = mainShare(shares);
  const rows = forecast.flatMap(({ name, places, from }) => {
    const index = nearestPlace(places, nearest, within);
    if (index < 0 || shown.forecast === null) return [];
    const row = rowAt(shown.forecast, from + index, share === null ? [] : intervalLevelsOf([share]));
    const bounds = row.intervals[0];
    const main = share === null || bounds === undefined || Number.isNaN(bounds.lower) ? null : { share, ...bounds };
    return [{ name, row, main }];
  });
  return {
    place: nearest,
    name: placeName(nearest, unit, shown.series.frequency),
    observed: observed.slice(0, maxSeasons),
    forecast: rows,
  };
}

function stepOf(cycles: SeasonsOverlay["cycles"]): number {
  const { places = [] } = cycles.find(({ places: steps }) => steps.length > 1) ?? {};
  return (places[1] ?? Infinity) - (places[0] ?? 0);
}

const two = (value: number): string => String(value).padStart(2, "0");

/** A place of a year, a week or a day, as fine as the steps. */
export function placeName(place: number, unit: CycleUnit, frequency: Frequency): string {
  // A leap year, and a week that begins on a Monday.
  const date = new Date((unit === "year" ? Date.UTC(2000, 0, 1) : Date.UTC(2000, 0, 3)) + place);
  const clock = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
  const isWithinDay = frequency.unit === "hour" || frequency.unit === "minute" || frequency.unit === "second";
  if (unit === "day") return clock;
  if (unit === "week") return isWithinDay ? `${weekdayName(date)} ${clock}` : weekdayName(date);
  if (frequency.unit === "quarter") return `Q${Math.floor(date.getUTCMonth() / 3) + 1}`;
  if (frequency.unit === "month") return monthName(date);
  const day = `${date.getUTCDate()} ${monthName(date)}`;
  return isWithinDay ? `${day}, ${clock}` : day;
}
