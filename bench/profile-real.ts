/** Real series of which something is known: seasons by how they come about, shifts that have a name, classes of demand. */
import { parseFrequency } from "#domain/series";
import type { LabelledSeries, Truth } from "../src/engine/profile/made-series-fixtures.ts";
import { columnSeries, readText } from "./accuracy-tables.ts";
import { readSeries } from "./classics-series.ts";

type Known = readonly [name: string, frequency: string, truth: Truth];

const year12 = { seasons: [[12]] } as const satisfies Truth;
const quarter4 = { seasons: [[4]] } as const satisfies Truth;
const walk = { seasons: [[]], stationarity: ["wandering"], changes: [] } as const satisfies Truth;

/** Of R's datasets, in `classics/series.txt`. */
const classics: readonly Known[] = [
  ["AirPassengers", "month", { ...year12, direction: ["rising"], demand: "smooth", anomalies: [] }],
  ["UKgas", "quarter", { ...quarter4, direction: ["rising"] }],
  ["nottem", "month", { ...year12, direction: ["none"], stationarity: ["stationary"], changes: [], anomalies: [] }],
  // The flow fell in 1899, when the dam at Aswan was begun, or the rains changed (Cobb 1978).
  ["Nile", "year", { seasons: [[]], changes: [{ step: 28, within: 2, kind: ["level"] }] }],
  ["co2", "month", { ...year12, direction: ["rising"], anomalies: [] }],
  ["LakeHuron", "year", { seasons: [[]], direction: ["falling", "none"] }],
  ["JohnsonJohnson", "quarter", { ...quarter4, direction: ["rising"] }],
  ["ldeaths", "month", { ...year12, demand: "smooth" }],
  ["mdeaths", "month", { ...year12, demand: "smooth" }],
  ["fdeaths", "month", { ...year12, demand: "smooth" }],
  ["USAccDeaths", "month", { ...year12, anomalies: [] }],
  // Seat belts were made compulsory in February 1983.
  ["UKDriverDeaths", "month", { ...year12, direction: ["falling", "none"] }],
  [
    "seatFront",
    "month",
    { ...year12, direction: ["falling"], changesAmong: [{ step: 169, within: 3, kind: ["level", "slope"] }] },
  ],
  ["austres", "quarter", { direction: ["rising"] }],
  ["nhtemp", "year", { seasons: [[]], direction: ["rising", "none"], anomalies: [] }],
  ["treering", "year", { seasons: [[]], direction: ["none"], stationarity: ["stationary"], changes: [] }],
  ["discoveries", "year", { seasons: [[]] }],
  ["wineind", "month", year12],
  ["woolyrnq", "quarter", quarter4],
  ["gas", "month", year12],
  ["gold", "day", { seasons: [[]] }],
  ["euDax", "businessDay", walk],
  ["euSmi", "businessDay", walk],
  ["euCac", "businessDay", walk],
  ["euFtse", "businessDay", walk],
  ["gasQuarter", "quarter", quarter4],
  ["passengersQuarter", "quarter", { ...quarter4, direction: ["rising"] }],
  ["nottemQuarter", "quarter", { ...quarter4, direction: ["none"] }],
  ["driversQuarter", "quarter", quarter4],
  ["taylorHalfDay", "day", { seasons: [[14], [7]] }],
];

interface FromFile {
  readonly name: string;
  readonly frequency: string;
  readonly read: (folder: string) => Float64Array | undefined;
  readonly truth: Truth;
}

const column =
  (file: string, name: string) =>
  (folder: string): Float64Array | undefined =>
    columnSeries(readText(folder, file), name)[0];

const files: readonly FromFile[] = [
  {
    name: "load of France",
    frequency: "hour",
    read: column("energy/RTE_france_load_hourly.csv.gz", "y"),
    // A day less than two years: no season of a year can be seen.
    truth: { seasons: [[24, 168]], direction: ["none"], demand: "smooth" },
  },
  {
    name: "electricity of clients",
    frequency: "hour",
    read: column("energy/uci_electricity_avg_hourly.csv.gz", "y"),
    truth: { seasons: [[24, 168, 8766]], demand: "smooth" },
  },
  {
    name: "demand of England and Wales",
    frequency: "30 minute",
    read: column("energy/taylor_30_min.csv", "value"),
    truth: { seasons: [[48, 336]], direction: ["none"], demand: "smooth" },
  },
  {
    name: "demand of Victoria",
    frequency: "30 minute",
    read: column("energy/vic_elec.csv.gz", "Demand"),
    truth: { seasons: [[48, 336, 17532]], demand: "smooth" },
  },
  {
    name: "solar power",
    frequency: "hour",
    read: column("energy/SF_PV_hourly.csv.gz", "y"),
    truth: { seasons: [[24]] },
  },
  {
    name: "traffic of San Francisco",
    frequency: "hour",
    read: column("mobility/sf_traffic_avg_hourly.csv.gz", "y"),
    truth: {
      seasons: [
        [24, 168],
        [24, 168, 8766],
      ],
    },
  },
  {
    name: "births in the United States",
    frequency: "day",
    read: column("demography/births_us_daily.csv", "y"),
    truth: { seasons: [[7, 365]], direction: ["rising", "none"], demand: "smooth" },
  },
  {
    name: "consumption of Germany",
    frequency: "day",
    read: column("energy/OPSD_germany_daily.csv.gz", "Consumption"),
    truth: { seasons: [[7, 365]], demand: "smooth" },
  },
  {
    name: "bike rides",
    frequency: "day",
    read: column("mobility/bike_sharing_daily.csv", "cnt"),
    truth: { direction: ["rising"], demand: "smooth" },
  },
  {
    name: "minimum temperatures",
    frequency: "day",
    read: column("classics/daily-min-temperatures.csv", "Temp"),
    truth: { seasons: [[365]], direction: ["none"], changes: [] },
  },
  {
    name: "maximum temperatures",
    frequency: "day",
    read: column("classics/daily-max-temperatures.csv", "Temperature"),
    truth: { seasons: [[365]], direction: ["none"] },
  },
  {
    name: "river at Saugeen",
    frequency: "day",
    read: column("environment/saugeen_river_flow_daily.csv.gz", "y"),
    truth: { seasons: [[365]], direction: ["none"] },
  },
  {
    name: "dollars a euro",
    frequency: "businessDay",
    read: (folder) => columnSeries(readText(folder, "finance/usdeur_daily.csv"), "value")[0],
    truth: { ...walk, demand: "smooth" },
  },
  {
    name: "bitcoin",
    frequency: "day",
    read: column("finance/bitcoin_price_daily.csv", "Close"),
    truth: { seasons: [[]], stationarity: ["wandering"] },
  },
  {
    name: "airline passengers",
    frequency: "month",
    read: column("classics/monthly-airline-passengers.csv", "Passengers"),
    truth: { ...year12, direction: ["rising"] },
  },
  {
    name: "temperature of Nottingham",
    frequency: "month",
    read: column("classics/monthly-mean-temp.csv", "Temperature"),
    truth: { ...year12, direction: ["none"], stationarity: ["stationary"], changes: [], anomalies: [] },
  },
  {
    name: "champagne",
    frequency: "month",
    read: column("classics/monthly_champagne_sales.csv", "Sales"),
    truth: year12,
  },
  {
    name: "cars",
    frequency: "month",
    read: column("classics/monthly-car-sales.csv", "Sales"),
    truth: { ...year12, direction: ["rising"] },
  },
  {
    name: "beer of Australia",
    frequency: "quarter",
    read: column("classics/ausbeer.csv", "Y"),
    truth: { ...quarter4, direction: ["rising", "none"] },
  },
  {
    name: "influenza",
    frequency: "week",
    read: column("classics/ILINet.csv", "% WEIGHTED ILI"),
    truth: { seasons: [[52]] },
  },
  {
    name: "carbon dioxide, weekly",
    frequency: "week",
    read: column("classics/sm_co2.csv", "co2"),
    truth: { seasons: [[52]], direction: ["rising"] },
  },
  {
    name: "births of girls",
    frequency: "day",
    read: column("classics/daily-total-female-births.csv", "Births"),
    truth: { seasons: [[], [7]], demand: "smooth" },
  },
];

/**
 * Those in the repository, and of the folder in FANTAIL_DATA where there is one.
 *
 * @throws Error that names what is missing
 */
export function realSeries(folder: string | undefined): LabelledSeries[] {
  const byName = new Map(readSeries().map((one) => [one.name, one]));
  const own = classics.map(([name, frequency, truth]): LabelledSeries => {
    const series = byName.get(name);
    if (series === undefined) throw new Error(`no series is called ${name}`);
    const values = Float64Array.from([...series.history, ...series.actuals]);
    return { name, frequency: parseFrequency(frequency), values, truth };
  });
  const hours = readSeries()
    .filter(({ name }) => name.startsWith("hours"))
    .map(({ name, history, actuals }): LabelledSeries => ({
      name,
      frequency: parseFrequency("hour"),
      values: Float64Array.from([...history, ...actuals]),
      truth: { seasons: [[24, 168]] },
    }));
  if (folder === undefined) return [...own, ...hours];
  const read = files.map(({ name, frequency, read, truth }): LabelledSeries => {
    const values = read(folder);
    if (values === undefined) throw new Error(`nothing was read for ${name}`);
    return { name, frequency: parseFrequency(frequency), values, truth };
  });
  return [...own, ...hours, ...read];
}
