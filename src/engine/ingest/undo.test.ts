import type { IngestedDataset, IngestOptions, RepairCode } from "#domain/dataset";
import { describe, expect, test } from "vitest";
import { ingest } from "./index.ts";
import { repairKinds } from "./report/repair-kinds.ts";
import { sourceOf, testPorts } from "./testing.ts";

async function read(content: string, options: IngestOptions = {}): Promise<IngestedDataset> {
  return ingest(sourceOf(content, 97), options, testPorts());
}

const day = (i: number): string => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
const hour = (i: number): string =>
  new Date(Date.UTC(2024, 0, 1) + i * 3_600_000).toISOString().slice(0, 16).replace("T", " ");
const minutes = (i: number, seconds = 0): string =>
  new Date(Date.UTC(2024, 0, 1) + i * 300_000 + seconds * 1000).toISOString().slice(0, 19);
const days = (count: number, value: (i: number) => string | number): string =>
  Array.from({ length: count }, (_, i) => `${day(i)},${value(i)}\n`).join("");

const clarity = (rows: string): string =>
  `Index,Timestamp (YYYY-MM-DDThh:mm:ss),Event Type,Glucose Value (mg/dL)\n${rows}`;
const readings = (from: number, to: number, value: (i: number) => string | number = (i) => 100 + (i % 40)): string =>
  Array.from({ length: to - from }, (_, i) => `${i},${minutes(from + i)},EGV,${value(from + i)}\n`).join("");

const nem12 = (...lines: readonly string[]): string =>
  `100,NEM12,202402010135,A,B\n200,6305012345,E1,1,E1,N1,1,kWh,30,\n${lines.join("")}900\n`;
const nemDay = (i: number, value: number, quality = "A"): string =>
  `300,${day(i).replaceAll("-", "")},${`${value},`.repeat(48)}${quality},,,\n`;
/** Every 20 minutes. */
const states = (count: number): string =>
  Array.from({ length: count }, (_, i) => `sensor.heat,${100 + ((i * 7) % 11)},${minutes(i * 4)}Z\n`).join("");

interface Case {
  readonly content: string;
  readonly options?: IngestOptions;
  /** Rows that the repair must name. */
  readonly rows: readonly number[];
  /** What the numbers of the first series are when the repair is undone, where they change. */
  readonly undone?: (dataset: IngestedDataset) => void;
}

const valuesOf = (dataset: IngestedDataset): number[] => [...(dataset.series[0]?.values ?? [])];

/** Months across, a row per region. */
const across = (...rows: readonly string[]): string =>
  `region,product,${Array.from({ length: 12 }, (_, i) => `2023-${String(i + 1).padStart(2, "0")}`).join(",")},Total\n${rows.join("\n")}\n`;
const months = (value: (i: number) => number): string => {
  const values = Array.from({ length: 12 }, (_, i) => value(i));
  return [...values, values.reduce((sum, each) => sum + each)].join(",");
};
const regions = across(
  `North,A,${months((i) => 10 + i)}`,
  `,B,${months((i) => 30 + i)}`,
  `South,A,${months((i) => 70 - i)}`,
  `,B,${months((i) => 90 - i)}`,
  `Grand Total,,${months(() => 200)}`,
);

const cases: { readonly [code in RepairCode]?: Case } = {
  "preamble-row": { content: `Meter 7\nmade 2024\ndate,value\n${days(20, (i) => i)}`, rows: [1, 2] },
  "left-out-row": {
    content: `date,value\n${days(20, (i) => (i === 7 ? 9999 : i))}`,
    options: { leftOutRows: [{ from: 9, to: 10 }] },
    rows: [9, 10],
    undone: (dataset) => expect(valuesOf(dataset)[7]).toBe(9999),
  },
  "empty-header": { content: `date,\n${days(20, (i) => i)}`, rows: [1] },
  "duplicate-header": { content: `date,a,a\n${days(20, (i) => `${i},${i * 2}`)}`, rows: [1] },
  "comment-row": {
    content: `date,value\n${days(10, (i) => i)}#${day(10)},10\n${days(20, (i) => i)
      .split("\n")
      .slice(11)
      .join("\n")}`,
    rows: [12],
    // Read as data, the row has no time that can be read.
    undone: (dataset) => expect(dataset.repairs.map(({ code }) => code)).toContain("unreadable-timestamp"),
  },
  "short-row": { content: `date,value,note\n${days(20, (i) => (i === 4 ? `${i}` : `${i},x`))}`, rows: [6] },
  "long-row": { content: `date,value\n${days(20, (i) => (i === 4 ? `${i},extra` : i))}`, rows: [6] },
  "cut-off-row": {
    content: `date,value,note\n${days(20, (i) => `${i},x`)}${day(20)},1234`,
    rows: [22],
    undone: (dataset) => expect(valuesOf(dataset).at(-1)).toBe(1234),
  },
  "replaced-reading": {
    content: nem12(nemDay(0, 1), nemDay(1, 2), nemDay(0, 3)),
    rows: [3],
  },
  "no-reading": { content: nem12(nemDay(0, 1), nemDay(1, 2, "N"), nemDay(2, 3)), rows: [4] },
  "state-without-number": {
    content: `entity_id,state,last_changed\nlight.hall,on,${minutes(0)}Z\n${states(20)}`,
    rows: [2],
  },
  "carried-state": {
    content: `entity_id,state,last_changed\n${states(20)}`,
    rows: [2],
    undone: (dataset) => expect(valuesOf(dataset)).toHaveLength(20),
  },
  "footer-row": { content: `date,value\n${days(20, (i) => i)}Total,190\n`, rows: [22] },
  "total-row": {
    content: regions,
    rows: [6],
    undone: ({ series }) => expect(series.map(({ id }) => id)).toContain("Grand Total / "),
  },
  "total-column": { content: regions, rows: [1] },
  "blank-below-name": {
    content: regions,
    rows: [3, 5],
    undone: ({ series }) => expect(series.map(({ id }) => id)).toEqual(["North", "(no id)", "South"]),
  },
  "beyond-limit": {
    content: `date,value\n${days(20, (i) => (i === 4 ? "<5" : 100 + i))}`,
    rows: [6],
    undone: (dataset) => expect(valuesOf(dataset)[4]).toBe(5),
  },
  "repeated-header": {
    content: `date,value\n${days(10, (i) => i)}date,value\n${days(20, (i) => i)
      .split("\n")
      .slice(10)
      .join("\n")}`,
    rows: [12],
  },
  "unreadable-timestamp": { content: `date,value\n${days(20, (i) => i).replace(day(7), "2024-13-45")}`, rows: [9] },
  "further-header": { content: `date,value\n,kWh\n${days(20, (i) => i)}`, rows: [2] },
  "marked-timestamp": {
    content: `date,value\n${days(20, (i) => i).replace(day(19), `${day(19)}*`)}`,
    rows: [21],
  },
  "flagged-value": { content: `date,value\n${days(20, (i) => (i === 7 ? "7.5 p" : i))}`, rows: [9] },
  "scaled-number": { content: `date,value\n${days(20, (i) => (i > 17 ? `${i}K` : i))}`, rows: [20, 21] },
  "trace-amount": {
    content: `date,p01m\n${days(20, (i) => (i === 7 ? "T" : i / 4))}`,
    rows: [9],
    undone: (dataset) => expect(valuesOf(dataset)[7]).toBeNaN(),
  },
  "joined-step": {
    content: `time,value\n${Array.from({ length: 60 }, (_, i) => `${minutes(i, (i * 7) % 20)},${i}\n`).join("")}${minutes(59, 45)},90\n`,
    rows: [62],
  },
  "outlying-timestamp": {
    content: `date,value\n${days(40, (i) => i).replace(day(39), "2025-08-01")}`,
    rows: [41],
    undone: (dataset) => expect(valuesOf(dataset)).toHaveLength(579),
  },
  "missing-timestamp": { content: `date,value\n${days(20, (i) => i).replace(day(7), "")}`, rows: [9] },
  "other-period": {
    content: `year,period,index\n${Array.from({ length: 39 }, (_, i) => `${2020 + Math.floor(i / 13)},M${String((i % 13) + 1).padStart(2, "0")},${100 + (i % 13)}.5\n`).join("")}`,
    rows: [14, 27, 40],
  },
  "not-a-number": { content: `date,value\n${days(20, (i) => (i === 7 ? "broken" : i))}`, rows: [9] },
  "missing-value-word": { content: `date,value\n${days(20, (i) => (i === 7 ? "n/a" : i))}`, rows: [9] },
  "not-finite": { content: `date,value\n${days(20, (i) => (i === 7 ? "1e999" : i))}`, rows: [9] },
  "written-number": {
    content: `date,value\n${days(20, (i) => `$${i + 10}`)}`,
    rows: Array.from({ length: 20 }, (_, i) => i + 2),
  },
  "missing-value-code": {
    content: `date,value\n${days(20, (i) => (i % 9 === 4 ? -200 : 50 + i))}`,
    rows: [6, 15],
    undone: (dataset) => expect(valuesOf(dataset)[4]).toBe(-200),
  },
  "chosen-missing": {
    content: `date,value\n${days(20, (i) => (i === 4 ? 60 : i === 5 ? "kaputt" : 50 + i))}`,
    options: { missingTokens: ["60", "Kaputt"] },
    rows: [6, 7, 12],
    undone: (dataset) => {
      expect(valuesOf(dataset)[4]).toBe(60);
      expect(dataset.repairs.map(({ code }) => code)).toEqual(["not-a-number"]);
    },
  },
  "sensor-limit": {
    content: clarity(`${readings(0, 10)}10,${minutes(10)},EGV,Low\n${readings(11, 30)}`),
    rows: [12],
    undone: (dataset) => expect(valuesOf(dataset)[10]).toBeNaN(),
  },
  "out-of-range": {
    content: `dateString,sgv\n${Array.from({ length: 30 }, (_, i) => `${minutes(i)},${i === 6 ? 5 : 100 + i}\n`).join("")}`,
    rows: [8],
    undone: (dataset) => expect(valuesOf(dataset)[6]).toBe(5),
  },
  "calibration-row": {
    content: clarity(`${readings(0, 10)}x,${minutes(10)},Calibration,300\n${readings(11, 30)}`),
    rows: [12],
    undone: (dataset) => expect(valuesOf(dataset)[10]).toBe(300),
  },
  "other-record": {
    content: clarity(`${readings(0, 10)}x,${minutes(10)},Alert,55\n${readings(11, 30)}`),
    rows: [12],
    undone: (dataset) => expect(valuesOf(dataset)[10]).toBe(55),
  },
  "unsorted-row": {
    content: `date,value\n${day(0)},1\n${day(2)},3\n${day(1)},2\n${days(20, (i) => i)
      .split("\n")
      .slice(3)
      .join("\n")}`,
    rows: [4],
  },
  "duplicate-timestamp": {
    content: `date,value\n${days(20, (i) => i)}${day(19)},25\n${day(18)},18\n`,
    rows: [22, 23],
    undone: (dataset) => expect(valuesOf(dataset).slice(-2)).toEqual([18, Number.NaN]),
  },
  "snapped-timestamp": {
    content: `time,value\n${Array.from({ length: 40 }, (_, i) => `${minutes(i, i === 9 ? 11 : 0)},${i}\n`).join("")}`,
    rows: [11],
    undone: (dataset) => {
      expect(valuesOf(dataset)[9]).toBeNaN();
      expect(dataset.repairs).toMatchObject([{ code: "off-grid-row", count: 1, examples: [{ row: 11 }] }]);
    },
  },
  "empty-period": {
    content: `date,amount\n${Array.from({ length: 30 }, (_, i) => (i === 6 ? "" : `${day(i)},1\n${day(i)},2\n`)).join("")}`,
    rows: [12],
    undone: (dataset) => expect(valuesOf(dataset)[6]).toBeNaN(),
  },
  "interpolated-gap": {
    content: `date,value\n${days(20, (i) => i).replace(`${day(6)},6\n`, "")}`,
    options: { fillGapsUpToSteps: 2 },
    rows: [7],
    undone: (dataset) => expect(valuesOf(dataset)[6]).toBeNaN(),
  },
  "weekend-row": {
    content: `date,value\n${days(140, (i) => i)
      .split("\n")
      .filter((_, i) => i === 33 || i % 7 < 5)
      .join("\n")}\n`,
    rows: [27],
    undone: ({ series }) => expect(series.map(({ frequency }) => frequency.unit)).toEqual(["day"]),
  },
  "split-gap": {
    content: `date,value\n${days(20, (i) => i)}${Array.from({ length: 20 }, (_, i) => `${day(60 + i)},${i}\n`).join("")}`,
    options: { longGaps: "split" },
    rows: [21],
    undone: (dataset) => expect(dataset.series.map(({ id }) => id)).toEqual(["value"]),
  },
  "partial-period": {
    content: `time,sales\n${Array.from({ length: 60 }, (_, i) => `${hour(i + 5)},1\n`).join("")}`,
    options: { aggregate: { frequency: { unit: "day", count: 1 }, by: "sum" } },
    rows: [2, 45],
    undone: (dataset) => expect(valuesOf(dataset)).toEqual([19, 24, 17]),
  },
  "incomplete-period": {
    content: `time,sales\n${Array.from({ length: 72 }, (_, i) => `${hour(i)},${i === 30 ? "" : 1}\n`).join("")}`,
    options: { aggregate: { frequency: { unit: "day", count: 1 }, by: "sum" } },
    rows: [26],
    undone: (dataset) => expect(valuesOf(dataset)).toEqual([24, 23, 24]),
  },
};

/** What the undoing of another repair does. */
const consequences: readonly RepairCode[] = ["off-grid-row"];

test("every repair that the import knows is tried here", () => {
  expect([...Object.keys(cases), ...consequences].sort()).toEqual(Object.keys(repairKinds).sort());
});

describe("done, undone, done again", () => {
  test.each(Object.entries(cases))(
    "%s is found, and named with its rows",
    async (code, { content, options, rows, undone }) => {
      const { repairs } = await read(content, options);
      const repair = repairs.find((candidate) => candidate.code === code);
      expect(repair?.rows.map(({ row }) => row)).toEqual(rows);
      expect(repair?.description).toMatch(/\.$/);
      expect(repair?.undo.words).toMatch(/\.$/);
      expect(repair?.undo.isPossible).toBe(undone !== undefined);
    },
  );

  const final = Object.entries(cases).filter(([, { undone }]) => undone === undefined);
  test.each(final)("%s stays, whatever is asked for", async (code, { content, options = {} }) => {
    const repaired = await read(content, options);
    const left = await read(content, { ...options, undo: [code] });
    expect(left.handle).toBe(repaired.handle);
    expect(left.undone).toEqual([]);
    expect(left.repairs).toEqual(repaired.repairs);
  });

  const undoable = Object.entries(cases).flatMap(([code, { undone, ...rest }]) =>
    undone === undefined ? [] : [[code, { ...rest, undone }] as const],
  );
  test.each(undoable)("%s is undone, and made again", async (code, { content, options = {}, undone }) => {
    const repaired = await read(content, options);
    const left = await read(content, { ...options, undo: [code] });
    undone(left);
    expect(left.undone.map((one) => one.code)).toEqual([code]);
    expect(left.repairs.map((one) => one.code)).not.toContain(code);
    // A comment that turns out to hold no data changes rows and no value.
    expect(left.handle === repaired.handle).toBe(code === "comment-row");
    expect((await read(content, { ...options, undo: [] })).handle).toBe(repaired.handle);
  });
});
