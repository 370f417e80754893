import type { ProfiledSeriesRow } from "#domain/job";
import { demandClasses, type DatasetProfile, stationarityVerdicts, trendDirections } from "#domain/profile";
import type { Frequency } from "#domain/series";
import { formatSteps } from "#renderer/format";

/** The filter that leaves nothing out. */
export const everything = "all";

export interface Filter {
  readonly id: string;
  readonly label: string;
}

/** Which series the list may be narrowed to; season lengths are those that the dataset has. `frequency`: null where its series have different steps. */
export function filtersOf(overall: DatasetProfile | null, frequency: Frequency | null): readonly Filter[] {
  return [
    { id: everything, label: "All series" },
    { id: "gaps", label: "With gaps" },
    { id: "constant", label: "Constant" },
    { id: "empty", label: "Empty" },
    ...Object.entries(trendDirections).map(([id, { label }]) => ({ id: `trend:${id}`, label: `Trend: ${label}` })),
    ...(overall?.profiled?.seasons ?? []).map(({ length }) => ({
      id: `season:${length}`,
      label: `Season: ${frequency === null ? `${length} steps` : formatSteps(length, frequency)}`,
    })),
    { id: "season:none", label: "Season: none" },
    ...Object.entries(demandClasses).map(([id, { label }]) => ({ id: `demand:${id}`, label: `Demand: ${label}` })),
    ...Object.entries(stationarityVerdicts).map(([id, { label }]) => ({
      id: `stationarity:${id}`,
      label: `Stationarity: ${label}`,
    })),
    { id: "changes", label: "With changepoints" },
    { id: "anomalies", label: "With anomalies" },
    { id: "failed", label: "Failed" },
  ];
}

/** Whether a row is left by a filter; one that nothing is known of yet is left by none but {@link everything}. */
export function isLeft(row: ProfiledSeriesRow | undefined, filter: string): boolean {
  if (filter === everything) return true;
  if (row === undefined) return false;
  const { summary, profile, error } = row;
  const [facet = "", value] = filter.split(":");
  switch (facet) {
    case "gaps":
      return summary !== null && summary.gaps.count > 0;
    case "constant":
      return summary?.isConstant === true;
    case "empty":
      return summary?.observed === 0;
    case "failed":
      return error !== null;
    case "trend":
      return profile?.trend?.direction === value;
    case "demand":
      return profile?.demand?.class === value;
    case "stationarity":
      return profile?.stationarity?.verdict === value;
    case "season": {
      const seasons = profile?.seasons;
      if (seasons == null) return false;
      return value === "none" ? seasons.length === 0 : seasons.some(({ length }) => String(length) === value);
    }
    case "changes":
      return (profile?.changepoints?.list.length ?? 0) > 0;
    case "anomalies":
      return (profile?.anomalies?.total ?? 0) > 0;
    default:
      return false;
  }
}
