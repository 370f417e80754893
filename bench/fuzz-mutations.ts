/** Structure-aware mutations of tables: what exports, editors, downloads and people do to files, and worse. */
import type { IngestOptions } from "#domain/dataset";
import { randomFrom } from "#engine/numerics";

const nastyCells = [
  "",
  " ",
  '"',
  '""',
  "NaN",
  "1e999",
  "-1e999",
  "-0",
  "0x1F",
  "1,234.5",
  "1.234,5",
  "12.",
  "€ 5",
  "(7)",
  "99/99/9999",
  "31/02/2020",
  "2020-13-01",
  "0000-00-00",
  "9999-12-31",
  "10000-01-01",
  "1970-W54",
  "24:00",
  "=1+1",
  "\uFEFF",
  "\0",
  "\r",
  "é",
  "🎉",
  "a".repeat(5000),
  "9".repeat(400),
  "1".repeat(20),
  "2020-01-01T00:00:00+99:99",
  "Total",
  "#",
  "D",
  "I",
  "C",
  "---",
  "null",
  "[object Object]",
  "__proto__",
  "constructor",
];

const delimiters = [",", ";", "\t", "|", " "];

type Mutation = (rows: string[], random: () => number) => string[];

function at(length: number, random: () => number): number {
  return Math.floor(random() * length);
}

function changeCells(row: string, change: (cells: string[]) => string[]): string {
  const delimiter = delimiters.find((candidate) => row.includes(candidate)) ?? ",";
  return change(row.split(delimiter)).join(delimiter);
}

const mutations: readonly Mutation[] = [
  (rows, random) => rows.filter(() => random() > 0.1),
  (rows, random) => rows.flatMap((row) => (random() < 0.1 ? [row, row] : [row])),
  (rows, random) => {
    const shuffled = [...rows];
    for (let i = shuffled.length - 1; i > 0; i -= 1) {
      const j = at(i + 1, random);
      [shuffled[i], shuffled[j]] = [shuffled[j] ?? "", shuffled[i] ?? ""];
    }
    return shuffled;
  },
  (rows) => [...rows].reverse(),
  (rows, random) => rows.slice(at(rows.length, random)),
  (rows, random) => rows.slice(0, 1 + at(rows.length, random)),
  (rows, random) => rows.flatMap((row) => (random() < 0.05 ? ["", row] : [row])),
  (rows, random) => {
    const column = at(4, random);
    return rows.map((row) => changeCells(row, (cells) => cells.filter((_, i) => i !== column)));
  },
  (rows, random) => {
    const column = at(4, random);
    return rows.map((row) => changeCells(row, (cells) => [...cells.slice(column), ...cells.slice(0, column)]));
  },
  (rows, random) =>
    rows.map((row) =>
      random() < 0.1
        ? changeCells(row, (cells) =>
            cells.map((cell) => (random() < 0.5 ? (nastyCells[at(nastyCells.length, random)] ?? "") : cell)),
          )
        : row,
    ),
  (rows, random) => {
    const cell = nastyCells[at(nastyCells.length, random)] ?? "";
    const column = at(4, random);
    return rows.map((row, i) =>
      i === 0 ? row : changeCells(row, (cells) => cells.map((old, c) => (c === column ? cell : old))),
    );
  },
  (rows, random) => {
    const from = delimiters[at(delimiters.length, random)] ?? ",";
    const to = delimiters[at(delimiters.length, random)] ?? ";";
    const share = random();
    return rows.map((row) => (random() < share ? row.replaceAll(from, to) : row));
  },
  (rows, random) => rows.map((row) => (random() < 0.05 ? `${row}"` : row)),
  (rows, random) => rows.map((row) => (random() < 0.05 ? `"${row}` : row)),
  (rows) => rows.map((row) => changeCells(row, (cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`))),
  (rows, random) => rows.flatMap((row) => (random() < 0.02 ? [rows[0] ?? "", row] : [row])),
  (rows) => ["Report of something", "", "by: someone", ...rows, "", "Total,1,2,3", "end"],
  (rows, random) => rows.map((row) => (random() < 0.1 ? `${row},extra,${at(100, random)}` : row)),
  (rows) => rows.map((row) => `${row}\r`),
  (rows, random) => rows.map((row) => (random() < 0.3 ? `${row}\r` : row)),
  (rows) => [rows.join("\r")],
  (rows, random) =>
    rows.map((row) => row.replace(/\d/g, (digit) => (random() < 0.05 ? String(at(10, random)) : digit))),
  (rows) => rows.map((row) => row.replaceAll("-", "/")),
  (rows) => rows.map((row) => row.replaceAll(".", ",")),
  (rows, random) => rows.map((row) => `${["D", "I", "C"][at(3, random)] ?? "D"},X,Y,1,${row}`),
  (rows) => [...rows, ...rows],
  (rows) => rows.map((row) => [row, row, row, row].join(",")),
];

/** Damages below the level of rows. */
function damageBytes(bytes: Uint8Array, random: () => number): Uint8Array {
  const kind = at(8, random);
  if (kind === 0) return bytes.subarray(0, at(bytes.length + 1, random));
  if (kind === 1) {
    const damaged = bytes.slice();
    for (let i = 0; i < 1 + at(20, random); i += 1) damaged[at(damaged.length, random)] = at(256, random);
    return damaged;
  }
  if (kind === 2) {
    const wide = new Uint8Array(bytes.length * 2);
    for (let i = 0; i < bytes.length; i += 1) wide[i * 2] = bytes[i] ?? 0;
    return wide;
  }
  if (kind === 3) return Uint8Array.from([0xef, 0xbb, 0xbf, ...bytes]);
  if (kind === 4) return Uint8Array.from([0xff, 0xfe, ...bytes]);
  return bytes;
}

/** One mutated file, how large the chunks are that it is read in, and what the user says about it. */
export interface FuzzCase {
  readonly bytes: Uint8Array;
  readonly chunkBytes: number;
  readonly options: IngestOptions;
}

const choices: readonly ((random: () => number) => IngestOptions)[] = [
  (random) => ({ duplicates: (["mean", "first", "last", "sum"] as const)[at(4, random)] ?? "mean" }),
  (random) => ({ fillGapsUpToSteps: 1 + at(20, random) }),
  (random) => ({ longGaps: "split", ...(random() < 0.5 ? { splitGapsOverSteps: 1 + at(50, random) } : {}) }),
  (random) => ({
    aggregate: { frequency: someFrequency(random), by: (["sum", "mean", "evidence"] as const)[at(3, random)] ?? "sum" },
  }),
  (random) => ({ frequency: someFrequency(random) }),
  (random) => ({ dateOrder: (["day-first", "month-first", "year-first"] as const)[at(3, random)] ?? "day-first" }),
  (random) => ({ decimalMark: random() < 0.5 ? "." : "," }),
  (random) => ({ missingTokens: [String(at(20, random)), "abc", "-999"] }),
  (random) => ({ series: [random() < 0.5 ? "value" : "s1"] }),
  () => ({ timezone: "Europe/Berlin" }),
  (random) => ({ undo: undoable.filter(() => random() < 0.5) }),
];

const undoable = [
  "comment-row",
  "cut-off-row",
  "missing-value-code",
  "chosen-missing",
  "sensor-limit",
  "out-of-range",
  "calibration-row",
  "other-record",
  "duplicate-timestamp",
  "snapped-timestamp",
  "interpolated-gap",
  "split-gap",
  "partial-period",
  "incomplete-period",
];

function someFrequency(random: () => number): NonNullable<IngestOptions["frequency"]> {
  const unit =
    (["second", "minute", "hour", "day", "businessDay", "week", "month", "quarter", "year"] as const)[at(9, random)] ??
    "day";
  return { unit, count: 1 + at(3, random) * at(5, random) };
}

/** None in half of the cases, else a few that may well contradict the file. */
function someOptions(random: () => number): IngestOptions {
  if (random() < 0.5) return {};
  let options: IngestOptions = {};
  for (let i = 0; i < 1 + at(3, random); i += 1)
    options = { ...options, ...choices[at(choices.length, random)]?.(random) };
  return options;
}

const maxRows = 400;
const maxBytes = 400_000;

/** @param seeds texts of tables; one is taken and mutated once to four times. */
export function makeCase(seeds: readonly string[], seed: number): FuzzCase {
  const random = randomFrom(seed);
  const text = seeds[at(seeds.length, random)] ?? "";
  const all = text.split("\n");
  const from = random() < 0.7 ? 0 : at(all.length, random);
  let rows = all.slice(from, from + 2 + at(maxRows, random));
  for (let i = 0; i < 1 + at(4, random); i += 1) {
    rows = mutations[at(mutations.length, random)]?.(rows, random) ?? rows;
    if (rows.join("\n").length > maxBytes) rows = rows.slice(0, 50).map((row) => row.slice(0, 2000));
  }
  const bytes = damageBytes(new TextEncoder().encode(rows.join("\n")), random);
  return { bytes, chunkBytes: random() < 0.2 ? 1 + at(50, random) : 65_536, options: someOptions(random) };
}

/** Seeds that need no data folder: one of each layout that the import knows. */
export function builtInSeeds(): string[] {
  const day = (i: number): string => new Date(Date.UTC(2023, 10, 1 + i)).toISOString().slice(0, 10);
  const hour = (i: number): string =>
    new Date(Date.UTC(2024, 2, 28) + i * 3_600_000).toISOString().slice(0, 16).replace("T", " ");
  const rows = (count: number, row: (i: number) => string): string =>
    Array.from({ length: count }, (_, i) => row(i)).join("\n");
  const hours = Array.from({ length: 24 }, (_, h) => `H${h + 1}`);
  return [
    `date,value\n${rows(200, (i) => `${day(i)},${i * 1.5}`)}`,
    `Datum;Last;Ort\n${rows(200, (i) => `${day(i).split("-").reverse().join(".")};1.${String(i + 100)},5;Köln`)}`,
    `time,series,value\n${rows(300, (i) => `${hour(Math.floor(i / 3))},s${i % 3},${i % 17}`)}`,
    `ts,load\n${rows(200, (i) => `${1_700_000_000 + i * 300},${i % 50}`)}`,
    `year month day hour load\n${rows(200, (i) => `2024 1 ${1 + Math.floor(i / 24)} ${i % 24} ${i}`)}`,
    `date,${hours.join(",")}\n${rows(40, (i) => `${day(i)},${hours.map((_, h) => i * 24 + h).join(",")}`)}`,
    `| time | load |\n|------|------|\n${rows(100, (i) => `| ${hour(i)} | ${i}.5 |`)}`,
    `C,X\nI,DISPATCH,PRICE,4,SETTLEMENTDATE,RUNNO,REGIONID,RRP\n${rows(100, (i) => `D,DISPATCH,PRICE,4,${hour(i)},1,NSW1,${i}`)}\nC,END`,
    `Index,Timestamp (YYYY-MM-DDThh:mm:ss),Event Type,Glucose Value (mg/dL)\n${rows(200, (i) => `${i},${hour(i).replace(" ", "T")}:07,${i % 9 === 0 ? "Alert" : "EGV"},${100 + (i % 30)}`)}`,
    `week,x\n${rows(100, (i) => `${2022 + Math.floor(i / 52)}-W${String((i % 52) + 1).padStart(2, "0")},${i}`)}`,
    `[${rows(50, (i) => `{"t": "${day(i)}", "v": ${i}},`).slice(0, -1)}]`,
    `@relation x\n@attribute name string\n@attribute start date\n@frequency daily\n@data\nT1:2020-01-01 00-00-00:1,2,3,?,5\nT2:2020-01-01 00-00-00:5,6`,
  ];
}
