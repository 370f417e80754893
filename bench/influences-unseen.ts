/** Sets that the rule which adopts influences was not made with: what it does to them is what it does to files of users. */
import Papa from "papaparse";
import { dayMs, hourMs } from "#domain/series";
import { longSeries, readText, wideSeries } from "./accuracy-tables.ts";
import { evenly } from "./accuracy-windows.ts";
import {
  dated,
  day,
  gridded,
  hour,
  type InfluencedBy,
  type InfluenceSet,
  month,
  one,
  type Table,
  utc,
} from "./influences-sets.ts";

const gefcomStart = Date.UTC(2004, 0, 1);
const gefcomTime = ({ t }: Record<string, string>): number => gefcomStart + (Number(t) - 1) * hourMs;
const zones = ["s1", "s4", "s8", "s12", "s16", "s20"];
const stations = ["s1", "s6", "s11"];
const markets = { BE: "BE", DE: "DE", FR: "FR", NP: "NO", PJM: "US" } as const;

/** Daily load of utility zones with the highest temperature of three stations. */
function gefcom(folder: string): readonly InfluencedBy[] {
  const temperatures = stations.map((station) =>
    gridded(folder, {
      file: "energy/GEFCom2012_temperature_11stations.csv.gz",
      time: gefcomTime,
      stepMs: dayMs,
      target: [station, "max"],
    }),
  );
  return zones.map((zone) => {
    const load = gridded(folder, {
      file: "energy/GEFCom2012_load_20zones.csv.gz",
      time: gefcomTime,
      stepMs: dayMs,
      target: [zone, "sum"],
    });
    const columns = temperatures.map(({ values }, index) => ({
      name: stations[index] as string,
      values: load.times.map((_, step) => values[step] ?? Number.NaN),
    }));
    return { ...load, columns };
  });
}

/** Prices of one market with the two forecasts that were there the day before. */
const market = (id: keyof typeof markets): Table => ({
  file: "energy/EPF_5markets_exog.csv.gz",
  time: ({ ds }) => utc(ds),
  stepMs: hourMs,
  target: ["y", "mean"],
  columns: [
    ["Exogenous1", "mean"],
    ["Exogenous2", "mean"],
  ],
  only: ({ unique_id: own }) => own === id,
});

/** Animals slaughtered in a month: more where it has more working days. */
function livestock(folder: string): readonly InfluencedBy[] {
  const { data } = Papa.parse<Record<string, string>>(readText(folder, "economy/aus_livestock.csv.gz"), {
    header: true,
    skipEmptyLines: true,
  });
  const keyOf = (row: Record<string, string>): string => `${row["Animal"]} ${row["State"]}`;
  const rows = Map.groupBy(data, keyOf);
  return evenly([...rows.values()], 16).map((own) => ({
    values: Float64Array.from(own, (row) => Number(row["Count"])),
    times: Float64Array.from(own, (row) => utc(row["Month"])),
    columns: [],
  }));
}

/** Each with the next one as a column that has nothing to do with it. */
function withStrangers(all: readonly InfluencedBy[]): readonly InfluencedBy[] {
  return all.map((series, index) => {
    const other = all[(index + 1) % all.length] as InfluencedBy;
    const values = series.values.map((_, step) => other.values[step] ?? Number.NaN);
    return { ...series, columns: [{ name: "stranger", values }] };
  });
}

const m3Monthly = (folder: string): readonly InfluencedBy[] =>
  dated([...wideSeries(readText(folder, "benchmarks/M3_train.csv.gz"), "12").values()], month, 60);

const gauges = (folder: string): readonly InfluencedBy[] =>
  dated(longSeries(readText(folder, "environment/lanuv_river_gauges_daily.csv.gz"), "Mittelwert", "Name"), day, 24);

const pjmRegions = ["AEP", "DOM", "DUQ", "FE", "PJME", "PJMW"];

const sets: readonly Omit<InfluenceSet, "isUnseen">[] = [
  {
    ...{ name: "us_births_daily", frequency: day, horizon: 14, place: "US", isMoved: true },
    read: one({
      file: "demography/births_us_daily.csv",
      time: ({ ds }) => utc(ds),
      stepMs: dayMs,
      target: ["y", "sum"],
    }),
  },
  { name: "gefcom_daily", frequency: day, horizon: 14, place: "US", isMoved: true, read: gefcom },
  {
    ...{ name: "pjm_daily", frequency: day, horizon: 14, place: "US", isMoved: true },
    read: (folder) =>
      pjmRegions.map((region) =>
        gridded(folder, {
          file: "energy/PJM_est_hourly_1998_2018.csv.gz",
          time: ({ Datetime }) => utc(Datetime),
          stepMs: dayMs,
          target: [region, "sum"],
          only: ({ Datetime, [region]: load }) => (Datetime ?? "") >= "2013" && (load ?? "") !== "",
        }),
      ),
  },
  {
    ...{ name: "beijing_pm25_daily", frequency: day, horizon: 14, place: "CN", isMoved: true },
    read: one({
      file: "environment/beijing_pm25_hourly.csv.gz",
      time: ({ year, month: ofYear, day: ofMonth, hour: ofDay }) =>
        Date.UTC(Number(year), Number(ofYear) - 1, Number(ofMonth), Number(ofDay)),
      stepMs: dayMs,
      target: ["pm2.5", "mean"],
      columns: [
        ["DEWP", "mean"],
        ["TEMP", "mean"],
        ["PRES", "mean"],
        ["Iws", "mean"],
      ],
      only: ({ "pm2.5": pm }) => pm !== "NA",
    }),
  },
  {
    ...{ name: "epf_5markets_hourly", frequency: hour, horizon: 24, place: "DE", isMoved: true },
    read: (folder) => Object.keys(markets).map((id) => gridded(folder, market(id as keyof typeof markets))),
  },
  {
    ...{ name: "amprion_hourly", frequency: hour, horizon: 48, place: "DE-NW", isMoved: true },
    read: one({
      file: "energy/amprion_demand_15min_2015_2016.csv.gz",
      time: ({ date, time_from: from }) => utc(`${date} ${from}`),
      stepMs: hourMs,
      target: ["demand", "mean"],
    }),
  },
  {
    ...{ name: "uci_electricity_hourly", frequency: hour, horizon: 48, place: "PT", isMoved: true },
    read: one({
      file: "energy/uci_electricity_avg_hourly.csv.gz",
      time: ({ ts }) => utc(ts),
      stepMs: hourMs,
      target: ["y", "mean"],
    }),
  },
  {
    ...{ name: "sf_traffic_hourly", frequency: hour, horizon: 48, place: "US-CA", isMoved: true },
    read: one({
      file: "mobility/sf_traffic_avg_hourly.csv.gz",
      time: ({ ts }) => utc(ts),
      stepMs: hourMs,
      target: ["y", "mean"],
    }),
  },
  { name: "aus_livestock", frequency: month, horizon: 12, place: "AU", isMoved: true, read: livestock },
  {
    ...{ name: "saugeen_daily", frequency: day, horizon: 14, place: "CA", isMoved: false },
    read: one({
      file: "environment/saugeen_river_flow_daily.csv.gz",
      time: ({ ds }) => utc(ds),
      stepMs: dayMs,
      target: ["y", "sum"],
    }),
  },
  { name: "lanuv_gauges_daily", frequency: day, horizon: 14, place: "DE-NW", isMoved: false, read: gauges },
  {
    ...{ name: "usdeur_daily", frequency: day, horizon: 14, place: "US", isMoved: false },
    read: one({
      file: "finance/usdeur_daily.csv",
      time: ({ timestamp }) => Number(timestamp),
      stepMs: dayMs,
      target: ["value", "sum"],
    }),
  },
  { name: "m3_monthly", frequency: month, horizon: 12, place: "US", isMoved: false, read: m3Monthly },
  {
    ...{ name: "m3_monthly_stranger", frequency: month, horizon: 12, place: "US", isMoved: false },
    read: (folder) => withStrangers(m3Monthly(folder)),
  },
];

export const unseenSets: readonly InfluenceSet[] = sets.map((set) => ({ ...set, isUnseen: true }));
