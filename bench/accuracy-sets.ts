/** The data sets of the accuracy benchmark: real series, none of which a bundled model was trained on. */
import { columnSeries, gridSeries, joined, longSeries, readText, wideSeries } from "./accuracy-tables.ts";

/**
 * `development` sets may be looked at while a model is designed; nothing about a model is chosen by its scores on `held-out`
 * ones. The halves are those of training/fantail_training/benchmarks.py, and a test keeps them so.
 */
export const halves = ["development", "held-out"] as const;
export type Half = (typeof halves)[number];

export interface DataSet {
  readonly name: string;
  readonly half: Half;
  readonly frequency: string;
  readonly domain: string;
  /** Steps. */
  readonly season: number;
  /** Steps. */
  readonly horizon: number;
  /** Origins per series, one horizon apart, the last one horizon before the end. */
  readonly origins: number;
  readonly read: (folder: string) => Float64Array[];
}

type Reading = (text: string) => Float64Array[];

const wide = (file: string, frequency?: string) => (folder: string) => [
  ...wideSeries(readText(folder, file), frequency).values(),
];
const from = (file: string, reading: Reading) => (folder: string) => reading(readText(folder, file));
const column = (file: string, ...names: string[]) => from(file, (text) => columnSeries(text, ...names));
const long = (file: string, value: string, ...keys: string[]) => from(file, (text) => longSeries(text, value, ...keys));

/** The test part is exactly as long as the horizon. */
const m1 = (frequency: string) => (folder: string) =>
  joined(
    wideSeries(readText(folder, "benchmarks/M1_train.csv.gz"), frequency),
    wideSeries(readText(folder, "benchmarks/M1_test.csv"), frequency),
  );

const classics: readonly (readonly [file: string, column: string])[] = [
  ["monthly-airline-passengers", "Passengers"],
  ["monthly-car-sales", "Sales"],
  ["monthly-robberies", "Robberies"],
  ["monthly-writing-paper-sales", "Sales"],
  ["monthly_champagne_sales", "Sales"],
  ["wineind", "Y"],
  ["sktime_seatbelts", "KSI"],
  ["monthly-milk-incomplete", "Pounds per cow"],
  ["monthly-mean-temp", "Temperature"],
];

const inTime = (series: Float64Array[]): Float64Array[] => series.map((values) => values.toReversed());

function set(
  half: Half,
  name: string,
  [frequency, domain]: readonly [string, string],
  [season, horizon, origins]: readonly [number, number, number],
  read: DataSet["read"],
): DataSet {
  return { name, half, frequency, domain, season, horizon, origins, read };
}

export const dataSets: readonly DataSet[] = [
  set("development", "m1_yearly", ["year", "economy"], [1, 6, 1], m1("1")),
  set("development", "m1_quarterly", ["quarter", "economy"], [4, 8, 1], m1("4")),
  set("development", "m1_monthly", ["month", "economy"], [12, 18, 1], m1("12")),
  set("development", "m4_hourly", ["hour", "mixed"], [24, 48, 1], wide("benchmarks/M4_Hourly_train.csv.gz")),
  set("development", "m4_daily", ["day", "mixed"], [7, 14, 1], wide("benchmarks/M4_Daily_windows_300.csv.gz")),
  set(
    "development",
    "ercot_hourly",
    ["hour", "energy"],
    [24, 48, 10],
    long("energy/ERCOT_regions_2021_2022.csv.gz", "value", "unique_id"),
  ),
  set(
    "development",
    "epf_prices_hourly",
    ["hour", "prices"],
    [24, 24, 15],
    long("energy/EPF_5markets_exog.csv.gz", "y", "unique_id"),
  ),
  set(
    "development",
    "births_us_daily",
    ["day", "demography"],
    [7, 28, 60],
    column("demography/births_us_daily.csv", "y"),
  ),
  set(
    "development",
    "taylor_half_hourly",
    ["30 minutes", "energy"],
    [48, 64, 40],
    column("energy/taylor_30_min.csv", "value"),
  ),
  set(
    "development",
    "aus_retail_monthly",
    ["month", "retail"],
    [12, 18, 2],
    long("retail/aus_retail.csv.gz", "Turnover", "State", "Industry"),
  ),
  set("development", "carparts_monthly", ["month", "spare parts"], [12, 12, 1], wide("retail/carparts_monthly.csv.gz")),
  set("held-out", "m4_yearly", ["year", "mixed"], [1, 6, 1], wide("benchmarks/M4_Yearly_train_1000.csv.gz")),
  set("held-out", "m3_yearly_and_other", ["year", "economy"], [1, 6, 1], wide("benchmarks/M3_train.csv.gz", "1")),
  set("held-out", "m3_quarterly", ["quarter", "economy"], [4, 8, 1], wide("benchmarks/M3_train.csv.gz", "4")),
  set("held-out", "m3_monthly", ["month", "economy"], [12, 18, 1], wide("benchmarks/M3_train.csv.gz", "12")),
  set("held-out", "m4_monthly", ["month", "mixed"], [12, 18, 1], wide("benchmarks/M4_Monthly_windows_900.csv.gz")),
  set("held-out", "m4_weekly", ["week", "mixed"], [52, 13, 1], wide("benchmarks/M4_Weekly_train.csv.gz")),
  set("held-out", "classics_monthly", ["month", "mixed"], [12, 18, 2], (folder) =>
    classics.flatMap(([file, name]) => columnSeries(readText(folder, `classics/${file}.csv`), name)),
  ),
  set(
    "held-out",
    "aus_livestock_monthly",
    ["month", "farming"],
    [12, 18, 3],
    long("economy/aus_livestock.csv.gz", "Count", "Animal", "State"),
  ),
  // The file runs from the newest week to the oldest.
  set(
    "held-out",
    "us_gasoline_weekly",
    ["week", "energy"],
    [52, 26, 20],
    from("classics/us_gasoline.csv", (text) => inTime(columnSeries(text, "Gasoline"))),
  ),
  set(
    "held-out",
    "uci_electricity_hourly",
    ["hour", "energy"],
    [24, 48, 60],
    column("energy/uci_electricity_avg_hourly.csv.gz", "y"),
  ),
  set(
    "held-out",
    "sf_traffic_hourly",
    ["hour", "traffic"],
    [24, 48, 60],
    column("mobility/sf_traffic_avg_hourly.csv.gz", "y"),
  ),
  set(
    "held-out",
    "dc_bikes_hourly",
    ["hour", "mobility"],
    [24, 48, 60],
    column("mobility/dc_bikesharing_hourly.csv.gz", "count"),
  ),
  set(
    "held-out",
    "pjm_zones_hourly",
    ["hour", "energy"],
    [24, 48, 20],
    long("energy/PJM_zones_2023_2024.csv.gz", "y", "unique_id"),
  ),
  set(
    "held-out",
    "vic_elec_half_hourly",
    ["30 minutes", "energy"],
    [48, 64, 60],
    column("energy/vic_elec.csv.gz", "Demand"),
  ),
  set(
    "held-out",
    "germany_power_daily",
    ["day", "energy"],
    [7, 28, 30],
    column("energy/OPSD_germany_daily.csv.gz", "Consumption", "Wind", "Solar"),
  ),
  set(
    "held-out",
    "saugeen_river_daily",
    ["day", "environment"],
    [365, 30, 60],
    column("environment/saugeen_river_flow_daily.csv.gz", "y"),
  ),
  set(
    "held-out",
    "bitcoin_transactions_daily",
    ["day", "finance"],
    [7, 28, 40],
    column("finance/bitcoin_transactions_daily.csv", "y"),
  ),
];

const fiveMinutesMs = 5 * 60_000;
const people = (file: string): DataSet =>
  set("development", file.replace(/_shared.*/u, ""), ["5 minutes", "glucose"], [288, 24, 4], (folder) =>
    gridSeries(readText(folder, `glucose/${file}`), "glucose_mg_dl", "timestamp", fiveMinutesMs, "subject_id"),
  );

/**
 * Glucose of people with and without diabetes, by the makers of five sensors. Only the calibration benchmark looks at them: the
 * glucose model was trained on some of them.
 */
export const glucoseSets: readonly DataSet[] = [
  people("AZT1D_shared_subjects.csv.gz"),
  people("BIGIDEAs_shared_subjects.csv.gz"),
  people("HUPA-UCM_shared_subjects.csv.gz"),
  people("Hall_2018_shared_subjects.csv.gz"),
];
