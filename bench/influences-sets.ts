/** Series with what is known to move them, and series that nothing of the kind moves, for the benchmark of influences. */
import Papa from "papaparse";
import { dayMs, type Frequency, hourMs } from "#domain/series";
import { timesAfter } from "#engine/series";
import { readText, wideSeries } from "./accuracy-tables.ts";
import { evenly } from "./accuracy-windows.ts";

export interface InfluencedBy {
  readonly values: Float64Array;
  /** [steps] wall-clock milliseconds. */
  readonly times: Float64Array;
  readonly columns: readonly { readonly name: string; readonly values: Float64Array }[];
}

export interface InfluenceSet {
  readonly name: string;
  readonly frequency: Frequency;
  readonly horizon: number;
  /** Whose holidays are tried. */
  readonly place: string;
  /** Whether holidays or columns have anything to do with it. */
  readonly isMoved: boolean;
  /** The rule that adopts influences was never looked at with it in mind. */
  readonly isUnseen?: true;
  readonly read: (folder: string) => readonly InfluencedBy[];
}

export const day: Frequency = { unit: "day", count: 1 };
export const hour: Frequency = { unit: "hour", count: 1 };
export const week: Frequency = { unit: "week", count: 1 };
export const month: Frequency = { unit: "month", count: 1 };
/** What a column becomes where several rows fall into one step. */
type Combine = "sum" | "mean" | "max";

export interface Table {
  readonly file: string;
  /** Wall-clock milliseconds of a row. */
  readonly time: (row: Record<string, string>) => number;
  readonly stepMs: number;
  readonly target: readonly [column: string, combine: Combine];
  readonly columns?: readonly (readonly [column: string, combine: Combine])[];
  readonly only?: (row: Record<string, string>) => boolean;
}

/** Rows onto a grid of equal steps; steps without a row are missing, and a sum needs as many rows as most steps have. */
export function gridded(folder: string, { file, time, stepMs, target, columns = [], only }: Table): InfluencedBy {
  const { data } = Papa.parse<Record<string, string>>(readText(folder, file), {
    header: true,
    skipEmptyLines: true,
    transformHeader: (name) => name.trim(),
  });
  const wanted = [target, ...columns];
  const cells = new Map<number, { rows: number; values: number[] }>();
  for (const row of data) {
    if (only?.(row) === false) continue;
    const at = Math.floor(time(row) / stepMs);
    const cell = cells.get(at) ?? { rows: 0, values: wanted.map(() => Number.NaN) };
    cells.set(at, cell);
    wanted.forEach(([name, combine], index) => {
      const text = row[name]?.trim() ?? "";
      const value = text === "" ? Number.NaN : Number(text);
      const before = cell.values[index] as number;
      cell.values[index] = Number.isNaN(before) ? value : combine === "max" ? Math.max(before, value) : before + value;
    });
    cell.rows += 1;
  }
  const first = Math.min(...cells.keys());
  const length = Math.max(...cells.keys()) - first + 1;
  const counts = [...cells.values()].map(({ rows }) => rows).toSorted((left, right) => left - right);
  const usual = counts[Math.floor(counts.length / 2)] as number;
  const valuesOf = (index: number): Float64Array =>
    Float64Array.from({ length }, (_, step) => {
      const cell = cells.get(first + step);
      const combine = wanted[index]?.[1];
      if (cell === undefined || (combine === "sum" && cell.rows < usual)) return Number.NaN;
      return (cell.values[index] as number) / (combine === "mean" ? cell.rows : 1);
    });
  return {
    values: valuesOf(0),
    times: Float64Array.from({ length }, (_, step) => (first + step) * stepMs),
    columns: columns.map(([name], index) => ({ name, values: valuesOf(index + 1) })),
  };
}

export const utc = (text: string | undefined): number =>
  Date.parse(`${(text ?? "").replace(" ", "T").replace(/Z$/, "")}${(text ?? "").includes(":") ? "" : "T00:00"}Z`);

/** Series of a table without dates, from a day on that says nothing. */
export function dated(all: Iterable<Float64Array>, frequency: Frequency, count: number): readonly InfluencedBy[] {
  const start = Date.UTC(2012, 0, 1);
  return evenly([...all], count).map((values) => ({
    values,
    times: timesAfter(start, frequency, values.length),
    columns: [],
  }));
}

export const wide = (file: string, frequency: Frequency, count: number) => (folder: string) =>
  dated(wideSeries(readText(folder, file)).values(), frequency, count);

const vicElec = (stepMs: number): Table => ({
  file: "energy/vic_elec.csv.gz",
  // Times are UTC; ten hours ahead of it is the state's winter clock.
  time: ({ Time }) => utc(Time) + 10 * hourMs,
  stepMs,
  target: ["Demand", "sum"],
  columns: [["Temperature", stepMs === dayMs ? "max" : "mean"]],
});

const auStates: Readonly<Record<string, string>> = {
  "New South Wales": "AU-NSW",
  Victoria: "AU-VIC",
  Queensland: "AU-QLD",
};

/** Monthly turnover of the industries of one state. */
const retail =
  (state: string) =>
  (folder: string): readonly InfluencedBy[] => {
    const { data } = Papa.parse<Record<string, string>>(readText(folder, "retail/aus_retail.csv.gz"), {
      header: true,
      skipEmptyLines: true,
    });
    const rows = data.filter((row) => row["State"] === state);
    const ids = evenly([...new Set(rows.map((row) => row["Industry"]))], 8);
    return ids.map((id) => {
      const own = rows.filter((row) => row["Industry"] === id);
      return {
        values: Float64Array.from(own, (row) => Number(row["Turnover"])),
        times: Float64Array.from(own, (row) => utc(row["Month"])),
        columns: [],
      };
    });
  };

const walmart = (folder: string): readonly InfluencedBy[] =>
  ["1", "3", "7", "8", "13", "38", "93", "95"]
    .map((dept) =>
      gridded(folder, {
        file: "retail/walmart_sales_weekly_7depts.csv",
        time: ({ Date: date }) => utc(date),
        stepMs: 7 * dayMs,
        target: ["Weekly_Sales", "sum"],
        columns: [["Temperature", "mean"]],
        only: (row) => row["id"] === `1_${dept}`,
      }),
    )
    .filter(({ values }) => values.length > 0);

export const one =
  (table: Table) =>
  (folder: string): readonly InfluencedBy[] => [gridded(folder, table)];

export const influenceSets: readonly InfluenceSet[] = [
  { name: "vic_elec_daily", frequency: day, horizon: 14, place: "AU-VIC", isMoved: true, read: one(vicElec(dayMs)) },
  { name: "vic_elec_hourly", frequency: hour, horizon: 48, place: "AU-VIC", isMoved: true, read: one(vicElec(hourMs)) },
  {
    ...{ name: "opsd_germany_daily", frequency: day, horizon: 14, place: "DE", isMoved: true },
    read: one({
      file: "energy/OPSD_germany_daily.csv.gz",
      time: ({ Date: date }) => utc(date),
      stepMs: dayMs,
      target: ["Consumption", "sum"],
    }),
  },
  {
    ...{ name: "rte_france_hourly", frequency: hour, horizon: 48, place: "FR", isMoved: true },
    read: one({
      file: "energy/RTE_france_load_hourly.csv.gz",
      time: ({ ds }) => utc(ds),
      stepMs: hourMs,
      target: ["y", "mean"],
    }),
  },
  {
    ...{ name: "epf_nordpool_hourly", frequency: hour, horizon: 24, place: "NO", isMoved: true },
    read: one({
      file: "energy/EPF_NordPool_2013_2018.csv.gz",
      time: ({ Date: date }) => utc(date),
      stepMs: hourMs,
      target: ["Price", "mean"],
      columns: [
        ["Grid load forecast", "mean"],
        ["Wind power forecast", "mean"],
      ],
      only: ({ Date: date }) => (date ?? "") >= "2016",
    }),
  },
  {
    ...{ name: "bike_sharing_daily", frequency: day, horizon: 14, place: "US-DC", isMoved: true },
    read: one({
      file: "mobility/bike_sharing_daily.csv",
      time: ({ dteday }) => utc(dteday),
      stepMs: dayMs,
      target: ["cnt", "sum"],
      columns: [
        ["temp", "mean"],
        ["hum", "mean"],
        ["windspeed", "mean"],
        ["weathersit", "mean"],
      ],
    }),
  },
  {
    ...{ name: "dc_bikesharing_daily", frequency: day, horizon: 14, place: "US-DC", isMoved: true },
    read: one({
      file: "mobility/dc_bikesharing_hourly.csv.gz",
      time: ({ date }) => utc(date),
      stepMs: dayMs,
      target: ["count", "sum"],
      columns: [
        ["tmin", "mean"],
        ["tmax", "mean"],
        ["pn", "mean"],
      ],
    }),
  },
  {
    ...{ name: "metro_traffic_hourly", frequency: hour, horizon: 48, place: "US-MN", isMoved: true },
    read: one({
      file: "mobility/metro_traffic_volume_hourly.csv.gz",
      time: ({ date_time: at }) => utc(at),
      stepMs: hourMs,
      target: ["traffic_volume", "mean"],
      only: ({ date_time: at }) => (at ?? "") >= "2015-07",
    }),
  },
  ...Object.entries(auStates).map(([state, place]): InfluenceSet => ({
    ...{ name: `aus_retail_${place.slice(3).toLowerCase()}`, frequency: month, horizon: 12, place, isMoved: true },
    read: retail(state),
  })),
  { name: "walmart_weekly", frequency: week, horizon: 8, place: "US", isMoved: true, read: walmart },
  ...(["max", "min"] as const).map((which): InfluenceSet => ({
    ...{ name: `melbourne_${which}_temperature`, frequency: day, horizon: 14, place: "AU-VIC", isMoved: false },
    read: one({
      file: `classics/daily-${which}-temperatures.csv`,
      time: ({ Date: date }) => utc((date ?? "").replaceAll('"', "")),
      stepMs: dayMs,
      target: [which === "max" ? "Temperature" : "Temp", "sum"],
    }),
  })),
  {
    name: "m4_daily",
    frequency: day,
    horizon: 14,
    place: "US",
    isMoved: false,
    read: wide("benchmarks/M4_Daily_windows_300.csv.gz", day, 24),
  },
  {
    name: "m4_weekly",
    frequency: week,
    horizon: 8,
    place: "US",
    isMoved: false,
    read: wide("benchmarks/M4_Weekly_train.csv.gz", week, 24),
  },
  {
    name: "m4_monthly",
    frequency: month,
    horizon: 12,
    place: "US",
    isMoved: false,
    read: wide("benchmarks/M4_Monthly_windows_900.csv.gz", month, 60),
  },
  {
    name: "m4_hourly",
    frequency: hour,
    horizon: 48,
    place: "US",
    isMoved: false,
    read: wide("benchmarks/M4_Hourly_train.csv.gz", hour, 16),
  },
];
