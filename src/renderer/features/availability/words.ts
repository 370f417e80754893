import {
  type AvailabilityBins,
  type AvailabilityOverview,
  type BinSize,
  flagBit,
  type FlagKind,
  flagKinds,
  type Interval,
} from "#domain/availability";
import { dayMs, hourMs, minuteMs } from "#domain/series";
import { formatStep } from "#engine/format";
import { flagNames } from "#renderer/charts";
import { formatCount, formatShare, plural } from "#renderer/format";

/** "3 days", "5 h", "2.5 years": a length of time in the unit that people would take, with a decimal where it says more. */
export function lengthText(ms: number): string {
  const years = ms / (365.25 * dayMs);
  if (years >= 2) return unitText(years, "year", "years");
  if (ms >= dayMs) return unitText(ms / dayMs, "day", "days");
  if (ms >= hourMs) return unitText(ms / hourMs, "hour", "hours");
  return unitText(ms / minuteMs, "minute", "minutes");
}

function unitText(value: number, one: string, many: string): string {
  const rounded = value < 10 ? Math.round(value * 10) / 10 : Math.round(value);
  return Number.isInteger(rounded) ? plural(rounded, one, many) : `${rounded.toFixed(1)} ${many}`;
}

/** A share that is not whole is never "100 %", and one that is not nothing never "0 %". */
export function shareText(share: number): string {
  if (share > 0.995 && share < 1) return `${(Math.floor(share * 1000) / 10).toFixed(1)}\u00A0%`;
  if (share > 0 && share < 0.005) return `${(Math.max(Math.round(share * 1000), 1) / 10).toFixed(1)}\u00A0%`;
  return formatShare(share);
}

/** A moment as fine as it needs to be: a day where it is midnight. */
export function momentText(ms: number): string {
  return formatStep(ms, ms % dayMs === 0 ? { unit: "day", count: 1 } : undefined);
}

/** "3 Mar 2024 – 7 Mar 2024"; what ends at midnight ends with the day before. */
export function stretchText({ from, to }: Interval): string {
  const isInDays = from % dayMs === 0 && to % dayMs === 0;
  const [start, end] = [momentText(from), momentText(isInDays ? to - dayMs : to)];
  return start === end ? start : `${start} – ${end}`;
}

/** A stretch in sight, as fine as anyone wants to know where it ends. */
export function sightText({ from, to }: Interval): string {
  const unitMs = to - from > 4 * dayMs ? dayMs : 15 * minuteMs;
  return stretchText({ from: Math.floor(from / unitMs) * unitMs, to: Math.ceil(to / unitMs) * unitMs });
}

export interface Figure {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly detail?: string;
  /** What there is to look at more closely. */
  readonly goTo?: Interval & { readonly series: number | null };
}

/** The dataset in figures, each with its words. */
export function figuresOf(overview: AvailabilityOverview, names: readonly string[]): readonly Figure[] {
  const { complete, longestGap, presentMs, spanMs, shared, most, severalRows, unlistedFlags } = overview;
  const all = names.length;
  const gaps = overview.series.gaps.reduce((sum, count) => sum + count, 0);
  return [
    {
      id: "span",
      name: "Data",
      value: all === 1 ? lengthText(overview.to - overview.from) : plural(all, "series", "series"),
      detail: stretchText(overview),
    },
    {
      id: "present",
      name: "Values present",
      value: shareText(presentMs / spanMs),
      detail: gaps === 0 ? "no gaps" : plural(gaps, "gap", "gaps"),
    },
    ...(all === 1
      ? []
      : [
          {
            id: "complete",
            name: "Without a gap",
            value: `${formatCount(complete)} of ${formatCount(all)}`,
            detail: complete === all ? "every series" : shareText(complete / all),
          },
        ]),
    ...(longestGap === null
      ? []
      : [
          {
            id: "gap",
            name: "Longest gap",
            value: lengthText(longestGap.to - longestGap.from),
            detail: [all === 1 ? "" : (names[longestGap.series] ?? ""), stretchText(longestGap)]
              .filter(Boolean)
              .join(", "),
            goTo: longestGap,
          },
        ]),
    ...(all === 1
      ? []
      : [
          shared === null
            ? {
                id: "shared",
                name: "Shared by all series",
                value: "No time",
                detail: `at most ${formatCount(most.series)} at once, ${stretchText(most)}`,
                goTo: { from: most.from, to: most.to, series: null },
              }
            : {
                id: "shared",
                name: "Shared by all series",
                value: lengthText(shared.to - shared.from),
                detail: stretchText(shared),
                goTo: { ...shared, series: null },
              },
        ]),
    ...(severalRows === 0
      ? []
      : [
          {
            id: "rows",
            name: "Made of several rows",
            value: plural(severalRows, "step", "steps"),
            detail: "combined by the import",
          },
        ]),
    ...(unlistedFlags === 0
      ? []
      : [
          {
            id: "unlisted",
            name: "Marks not shown",
            value: formatCount(unlistedFlags),
            detail: "more than the import lists",
          },
        ]),
  ];
}

/** Names of the kinds in a sum of bits. */
export function flagsText(flags: number): string {
  return kindsIn(flags)
    .map((kind) => flagNames[kind].toLowerCase())
    .join(", ");
}

function kindsIn(flags: number): readonly FlagKind[] {
  return flagKinds.filter((kind) => Math.floor(flags / flagBit(kind)) % 2 === 1);
}

/** "12 of 14 series, 93 % of values present". */
export function binText(bins: AvailabilityBins, index: number): string {
  const spanning = bins.spanning[index] ?? Number.NaN;
  const withData = bins.withData[index] ?? Number.NaN;
  if (Number.isNaN(spanning)) return "Loading…";
  if (spanning === 0) return "No series";
  const share = (bins.presentMs[index] ?? 0) / (bins.spanMs[index] ?? 0);
  return `${formatCount(withData)} of ${plural(spanning, "series", "series")} with data, ${shareText(share)} of values present`;
}

/** "outlier 3, filled 2": how many series have a flag in the bin. */
export function binFlagsText(bins: AvailabilityBins, index: number): string {
  return flagKinds
    .flatMap((kind) => {
      const count = bins.flagged[kind]?.[index] ?? 0;
      return count > 0 ? [`${flagNames[kind].toLowerCase()} in ${formatCount(count)}`] : [];
    })
    .join(", ");
}

/** "29 of 31 days": the time with values, in a unit that is finer than the bin. */
export function presentText(presentMs: number, spanMs: number, size: BinSize): string {
  const [unitMs, unit] =
    size === "15 minutes" || size === "hour"
      ? [minuteMs, "minutes"]
      : size === "6 hours" || size === "day"
        ? [hourMs, "hours"]
        : [dayMs, "days"];
  const write = (ms: number): string => {
    const value = Math.round((ms / unitMs) * 10) / 10;
    return Number.isInteger(value) ? formatCount(value) : value.toFixed(1);
  };
  return `${write(presentMs)} of ${write(spanMs)} ${unit}`;
}

/** A cell of a row in few words: "98 %, outlier", "gap", nothing where the series has no steps. */
export function cellText(presentMs: number, flags: number, within: Interval): string {
  if (!(within.to > within.from)) return "";
  if (Number.isNaN(presentMs)) return "…";
  const share = presentMs === 0 ? "gap" : shareText(presentMs / (within.to - within.from));
  return [share, flagsText(flags)].filter(Boolean).join(", ");
}
