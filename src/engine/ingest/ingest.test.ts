import type { IngestedDataset, IngestOptions } from "#domain/dataset";
import { type IngestedSeries, formatFrequency } from "#domain/series";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatTimestamp } from "#engine/series";
import { ingest } from "./index.ts";
import { sourceOf, testPorts } from "./testing.ts";

async function read(
  content: string | Uint8Array,
  options: IngestOptions = {},
  chunkBytes = 61,
): Promise<IngestedDataset> {
  return ingest(sourceOf(content, chunkBytes), options, testPorts());
}

function only(dataset: IngestedDataset): IngestedSeries {
  expect(dataset.series).toHaveLength(1);
  const [series] = dataset.series;
  if (series === undefined) throw new Error("no series");
  return series;
}

const span = (series: IngestedSeries): string =>
  `${formatFrequency(series.frequency)} ${formatTimestamp(series.times[0] ?? 0)} ${formatTimestamp(series.times.at(-1) ?? 0)}`;
const codes = (dataset: IngestedDataset): string[] => dataset.repairs.map(({ code }) => code);
const warned = (dataset: IngestedDataset): string[] => dataset.warnings.map(({ code }) => code);
const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** `date,value` for days from 1 January 2024. */
function days(count: number, value: (day: number) => string | number = (day) => 100 + ((day * 7919) % 97)): string {
  return Array.from({ length: count }, (_, day) => `${isoDay(day)},${value(day)}\n`).join("");
}

function isoDay(day: number): string {
  return new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
}

describe("rows", () => {
  test("a plain file", async () => {
    const dataset = await read(`date,sales\n${days(40)}`);
    expect(dataset.file).toEqual({
      encoding: "utf-8",
      delimiter: ",",
      decimal: ".",
      layout: "wide",
      vendor: null,
      dataRows: 40,
      dateOrder: null,
    });
    expect(dataset.columns).toEqual([
      { name: "date", role: "time", type: "time" },
      { name: "sales", role: "target", type: "number" },
    ]);
    const series = only(dataset);
    expect(series.id).toBe("sales");
    expect(span(series)).toBe("day 2024-01-01T00:00:00 2024-02-09T00:00:00");
    expect(series.missing).toBe(0);
    expect(series.isNonNegative).toBe(true);
    expect(dataset.repairs).toEqual([]);
  });

  test("German: Windows-1252, semicolons, decimal commas, thousands, day first", async () => {
    const rows = Array.from(
      { length: 30 },
      (_, day) => `${String(day + 1).padStart(2, "0")}.01.2024;1.2${String(day).padStart(2, "0")},50;K\u00f6ln`,
    );
    const dataset = await read(
      bytesOf(
        `Datum;Stra\u00dfe (\u20ac)\r\n`.replace("\u20ac", "\u0080").replace("Datum;", "Datum;Menge;") +
          rows.join("\r\n"),
      ),
    );
    expect(dataset.file).toMatchObject({ encoding: "windows-1252", delimiter: ";", decimal: ",", dataRows: 30 });
    expect(dataset.columns.map(({ name }) => name)).toEqual(["Datum", "Menge", "Straße (€)"]);
    expect(only(dataset).values[7]).toBe(1207.5);
  });

  test("UTF-16 without a byte-order mark", async () => {
    const text = `date,value\n${days(20)}`;
    const bytes = new Uint8Array(text.length * 2);
    for (let i = 0; i < text.length; i += 1) bytes[i * 2] = text.charCodeAt(i);
    expect((await read(bytes)).file).toMatchObject({ encoding: "utf-16le", dataRows: 20 });
  });

  test("bytes that turn out not to be UTF-8 make the file be read again", async () => {
    const start = `date,value,note\n${Array.from({ length: 60_000 }, (_, day) => `${isoDay(day % 20_000)} ${day < 20_000 ? "00" : day < 40_000 ? "08" : "16"}:00,${day},abc\n`).join("")}`;
    const dataset = await read(bytesOf(`${start}2099-01-01 00:00,5,M\u00fcller\n`), {}, 65_536);
    expect(dataset.file.encoding).toBe("windows-1252");
  });

  test("preamble, units, footer, short, long and cut-off rows, with their row numbers", async () => {
    const body = Array.from({ length: 40 }, (_, day) => {
      if (day === 5) return isoDay(day);
      if (day === 9) return `${isoDay(day)},9,ok,extra`;
      return `${isoDay(day)},${day},ok`;
    });
    const dataset = await read(
      `Meter 0815\nCreated 2024\n\ntime,load,flag\n[date],[MW],[-]\n${body.join("\n")}\n\nTotal,123,\n*** end ***\n`,
    );
    expect(dataset.file.dataRows).toBe(40);
    expect(dataset.columns.map(({ name }) => name)).toEqual(["time", "load", "flag"]);
    const byCode = new Map(dataset.repairs.map((repair) => [repair.code, repair]));
    expect(byCode.get("long-row")?.examples[0]).toMatchObject({ row: 15, from: "extra" });
    expect(byCode.get("short-row")?.examples[0]).toMatchObject({ row: 11 });
    expect(byCode.get("footer-row")).toMatchObject({ count: 2 });
    expect(only(dataset)).toMatchObject({ missing: 1 });
    const cut = await read(`date,value\n${days(20)}2024-01-2`);
    expect(codes(cut)).toEqual(["cut-off-row"]);
    expect(cut.file.dataRows).toBe(20);
  });

  test("quoted cells with line ends, quotes and delimiters", async () => {
    const rows = Array.from({ length: 12 }, (_, day) => `"${isoDay(day)}","${day}","a ""b""\nc, d"`);
    const dataset = await read(`"date","value","a\nnote"\n${rows.join("\n")}\n`, {}, 5);
    expect(dataset.columns.map(({ name }) => name)).toEqual(["date", "value", "a note"]);
    expect([...only(dataset).values]).toEqual(Array.from({ length: 12 }, (_, day) => day));
  });

  test("a stray quotation mark does not swallow the file", async () => {
    const dataset = await read(
      `date,value,note\n${days(3, (day) => `${day},x`)}2024-01-04,3,"open\n${days(
        30_000,
        (day) => `${day},some more text to make the file longer`,
      )
        .split("\n")
        .slice(4)
        .join("\n")}`,
      {},
      65_536,
    );
    expect(dataset.file.dataRows).toBeGreaterThan(20_000);
  });

  test("no header, duplicate headers, empty headers, zero bytes, carriage returns alone", async () => {
    expect((await read(days(10))).columns.map(({ name }) => name)).toEqual(["column 1", "column 2"]);
    const named = await read(
      `time,load,load,Load,,load \n${days(10, (day) => `${day},${day + 5},${day},${day},${day * 2}`)}`,
    );
    expect(named.columns.map(({ name }) => name)).toEqual(["time", "load", "load (2)", "Load", "column 5", "load (3)"]);
    expect((await read(`date,value\n${days(10)}`.replaceAll("\n", "\r"))).file.dataRows).toBe(10);
    expect(warned(await read(`date,value\n${days(10)}\0`))).toContain("zero-bytes");
    const mixed = days(30)
      .split("\n")
      .map((line, i) => line + (["\n", "\r\n", "\r"][i % 3] ?? ""))
      .join("");
    for (const chunk of [1, 7, 1000]) expect((await read(`date,value\n${mixed}`, {}, chunk)).file.dataRows).toBe(30);
  });

  test("both lanes and any cutting into chunks give the same", async () => {
    const cell = fc.oneof(
      fc.integer({ min: -1e9, max: 1e9 }).map(String),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.constantFrom(
        "",
        "NA",
        "-0",
        "1.5e3",
        "0012.50",
        "-999",
        "abc",
        " 7 ",
        "1,5",
        "$3",
        "12.",
        ".5",
        "123456789012345678",
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, fc.constantFrom("a", "bb", "ccc ", "", "é")), { minLength: 3, maxLength: 60 }),
        fc.integer({ min: 3, max: 200 }),
        async (rows, chunk) => {
          const line = (quote: string) =>
            rows
              .map(([value, word], day) => `${isoDay(day)};${quote}${value}${quote};${quote}${word}${quote};1\n`)
              .join("");
          const settle = async (text: string, size: number): Promise<unknown> =>
            read(text, {}, size).then(
              ({ handle, series, repairs }) => ({ handle, series, repairs }),
              (error: unknown) => String(error),
            );
          const plain = `date;value;word;one\n${line("")}`;
          const whole = await settle(plain, 1 << 20);
          expect(await settle(plain, chunk)).toEqual(whole);
          expect(await settle(`date;value;word;one\n${line('"')}`, chunk)).toEqual(whole);
          expect(await settle(plain.replaceAll("\n", "\r\n"), chunk)).toEqual(whole);
          const quoted = line('"').split("\n");
          const mixed = line("")
            .split("\n")
            .map((row, i) => (i % 7 === 3 ? (quoted[i] ?? "") : row));
          expect(await settle(`date;value;word;one\n${mixed.join("\n")}`, chunk)).toEqual(whole);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("times", () => {
  test("day first by the evidence of the whole column, and said", async () => {
    const rows = Array.from({ length: 40 }, (_, day) => {
      const [y = "", m = "", d = ""] = isoDay(day).split("-");
      return `${d}/${m}/${y},${day}\n`;
    });
    const dataset = await read(`date,value\n${rows.join("")}`);
    expect(span(only(dataset))).toBe("day 2024-01-01T00:00:00 2024-02-09T00:00:00");
    expect(dataset.warnings[0]).toMatchObject({ code: "date-order" });
    expect(dataset.warnings[0]?.message).toContain("row 14");
  });

  test("where nothing proves the order, the more regular reading wins, and that is said", async () => {
    const monthly = await read(
      `date,value\n${Array.from({ length: 12 }, (_, month) => `01/${String(month + 1).padStart(2, "0")}/2023,${month * month}\n`).join("")}`,
    );
    expect(span(only(monthly))).toBe("month 2023-01-01T00:00:00 2023-12-01T00:00:00");
    const american = await read(
      `date,value\n${Array.from({ length: 12 }, (_, month) => `${month + 1}/1/2023,${month * month}\n`).join("")}`,
    );
    expect(span(only(american))).toBe("month 2023-01-01T00:00:00 2023-12-01T00:00:00");
    expect(warned(american)).toContain("ambiguous-date-order");
  });

  test.each([
    ["epoch seconds", (i: number) => String(1_700_000_000 + i * 3600), "hour"],
    [
      "epoch milliseconds, then seconds",
      (i: number) => (i < 20 ? String((1_700_000_000 + i * 3600) * 1000) : String(1_700_000_000 + i * 3600)),
      "hour",
    ],
    ["ISO weeks", (i: number) => `2023-W${String(i + 1).padStart(2, "0")}`, "week"],
    ["quarters", (i: number) => `${2000 + Math.floor(i / 4)} Q${(i % 4) + 1}`, "quarter"],
    ["months", (i: number) => `${2000 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, "0")}`, "month"],
    ["month ends", (i: number) => new Date(Date.UTC(2020, i + 1, 0)).toISOString().slice(0, 10), "month"],
    ["fractional years", (i: number) => (1990 + i / 12).toFixed(4), "month"],
    ["years", (i: number) => String(1950 + i), "year"],
    ["compact days", (i: number) => isoDay(i).replaceAll("-", ""), "day"],
    ["compact months", (i: number) => String((2000 + Math.floor(i / 12)) * 100 + (i % 12) + 1), "month"],
    ["Excel days", (i: number) => String(45_000 + i), "day"],
    [
      "month names",
      (i: number) =>
        `${["Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"][i % 12] ?? ""} ${2000 + Math.floor(i / 12)}`,
      "month",
    ],
    [
      "12-hour clock",
      (i: number) => `1/${1 + Math.floor(i / 24)}/2024 ${((i + 11) % 12) + 1}:00 ${i % 24 < 12 ? "AM" : "PM"}`,
      "hour",
    ],
    [
      "weekdays only",
      (i: number) => new Date(Date.UTC(2024, 0, 1 + Math.floor(i / 5) * 7 + (i % 5))).toISOString().slice(0, 10),
      "businessDay",
    ],
    [
      "five minutes",
      (i: number) => new Date(Date.UTC(2024, 0, 1) + i * 300_000).toISOString().slice(0, 16),
      "5 minute",
    ],
    [
      "offsets",
      (i: number) => `${new Date(Date.UTC(2024, 0, 1) + i * 3_600_000).toISOString().slice(0, 19)}+02:00`,
      "hour",
    ],
  ])("%s", async (_, text, frequency) => {
    const dataset = await read(
      `date,value\n${Array.from({ length: 36 }, (__, i) => `${text(i)},${(i * 31) % 17}\n`).join("")}`,
    );
    const series = only(dataset);
    expect(formatFrequency(series.frequency)).toBe(frequency);
    expect(series.values).toHaveLength(36);
    expect(series.missing).toBe(0);
  });

  test("a column of dates and one of clocks or hours belong together", async () => {
    const clock = await read(
      `Date;Time;v\n${Array.from({ length: 48 }, (_, i) => `${isoDay(Math.floor(i / 24))};${String(i % 24).padStart(2, "0")}.00.00;${i}`).join("\n")}`,
    );
    expect(span(only(clock))).toBe("hour 2024-01-01T00:00:00 2024-01-02T23:00:00");
    const ending = await read(
      `date,hour,v\n${Array.from({ length: 48 }, (_, i) => `${isoDay(Math.floor(i / 24))},${(i % 24) + 1},${i * 3}`).join("\n")}`,
    );
    expect(span(only(ending))).toBe("hour 2024-01-01T00:00:00 2024-01-02T23:00:00");
    expect(warned(ending)).toContain("hour-ending");
  });

  test("a zone that is asked for", async () => {
    const rows = Array.from(
      { length: 24 },
      (_, i) => `${new Date(Date.UTC(2024, 6, 1) + i * 3_600_000).toISOString()},${i}\n`,
    ).join("");
    expect(span(only(await read(`t,v\n${rows}`, { timezone: "Europe/Berlin" })))).toBe(
      "hour 2024-07-01T02:00:00 2024-07-02T01:00:00",
    );
    await expect(read(`t,v\n${rows}`, { timezone: "Mars/Olympus" })).rejects.toMatchObject({ code: "wrong-arguments" });
    await expect(read("t,v\n2024-01-01,1\n2024-01-02,2\n", { timezone: "Mars/Olympus" })).rejects.toMatchObject({
      code: "wrong-arguments",
    });
  });

  test("the hour that daylight saving skips is no gap, the one that it repeats no duplicate", async () => {
    const utc = (i: number): number => Date.UTC(2017, 2, 20) + i * 3_600_000;
    const berlin = (ms: number): number =>
      ms + (ms >= Date.UTC(2017, 2, 26, 1) && ms < Date.UTC(2017, 9, 29, 1) ? 2 : 1) * 3_600_000;
    const hours = 24 * 240;
    const rows = Array.from(
      { length: hours },
      (_, i) => `${new Date(berlin(utc(i))).toISOString().slice(0, 16)},${i}\n`,
    ).join("");
    const dataset = await read(`local,load\n${rows}`, {}, 4096);
    const series = only(dataset);
    expect(series.values).toHaveLength(hours);
    expect(series.missing).toBe(0);
    expect([...series.values.subarray(5300, 5400)]).toEqual(Array.from({ length: 100 }, (_, i) => 5300 + i));
    expect(warned(dataset)).toContain("daylight-saving");
    expect(codes(dataset)).toEqual([]);
  });
});

describe("layouts", () => {
  test("long and wide hold the same and have one handle, whatever the order of rows and columns", async () => {
    const value = (series: number, day: number): number => (day * (series + 3) * 7) % 23;
    const wide = `day,b,a\n${Array.from({ length: 40 }, (_, day) => `${isoDay(day)},${value(1, day)},${value(0, day)}\n`).join("")}`;
    const long = Array.from(
      { length: 80 },
      (_, i) => `${isoDay(i >> 1)};${i % 2 === 0 ? "a" : "b"};${value(i % 2, i >> 1)}`,
    );
    const blocks = [...long.filter((_, i) => i % 2 === 0), ...long.filter((_, i) => i % 2 === 1)];
    const a = await read(wide);
    const b = await read(`when;series;value\n${long.join("\n")}`);
    const c = await read(`when;series;value\n${blocks.join("\n")}`);
    expect(b.file.layout).toBe("long");
    expect(b.columns.map(({ role }) => role)).toEqual(["time", "id", "target"]);
    expect(b.handle).toBe(a.handle);
    expect(c.handle).toBe(a.handle);
    expect((await read(wide.replace(",5\n", ",6\n"))).handle).not.toBe(a.handle);
  });

  test("two id columns together", async () => {
    const rows = ["x", "y"].flatMap((shop) =>
      ["1", "2"].flatMap((item) => Array.from({ length: 20 }, (_, day) => `${shop},${item}b,${isoDay(day)},${day}`)),
    );
    const dataset = await read(`shop,item,date,sales\n${rows.join("\n")}`);
    expect(dataset.series.map(({ id }) => id)).toEqual(["x / 1b", "x / 2b", "y / 1b", "y / 2b"]);
  });

  test("one series after the other, at times of their own, with a slip of the clock within one", async () => {
    const rows = ["p1", "p2", "p3"].flatMap((id, at) =>
      Array.from({ length: 400 }, (_, i) => {
        const slip = id === "p2" && i === 200 ? -3_600_000 : 0;
        return `${id},${new Date(Date.UTC(2024, 0, 3 - at) + i * 300_000 + at * 7000 + slip).toISOString().slice(0, 19)},${i % 50}`;
      }),
    );
    const dataset = await read(`subject,time,glucose\n${rows.join("\n")}`, {}, 8192);
    expect(dataset.series.map(({ id }) => id)).toEqual(["p1", "p2", "p3"]);
  });

  test("words that merely differ between repeated rows are no id", async () => {
    const rows = Array.from({ length: 200 }, (_, hour) => {
      const time = new Date(Date.UTC(2024, 0, 1) + hour * 3_600_000).toISOString().slice(0, 16);
      return hour % 5 === 0
        ? `${time},${hour},rain\n${time},${hour},mist`
        : `${time},${hour},${["clear", "clouds", "rain"][hour % 3] ?? ""}`;
    });
    const dataset = await read(`time,traffic,weather\n${rows.join("\n")}`);
    expect(only(dataset).values).toHaveLength(200);
    expect(codes(dataset)).toEqual(["duplicate-timestamp"]);
  });

  test("days by hours, years by months, series by years", async () => {
    const hours = Array.from({ length: 24 }, (_, h) => `H${String(h + 1).padStart(2, "0")}`);
    const byHour = await read(
      `date,${hours.join(",")}\n${Array.from({ length: 10 }, (_, day) => `${isoDay(day)},${hours.map((_h, h) => day * 24 + h).join(",")}`).join("\n")}`,
    );
    expect(span(only(byHour))).toBe("hour 2024-01-01T00:00:00 2024-01-10T23:00:00");
    expect(byHour.file.dataRows).toBe(10);
    const byMonth = await read(
      `Year,JAN,FEB,MAR,APR,MAY,JUN,JUL,AUG,SEP,OCT,NOV,DEC\n${Array.from(
        { length: 8 },
        (_, y) =>
          `${2000 + y},${hours
            .slice(0, 12)
            .map((_h, m) => y * 12 + m)
            .join(",")}`,
      ).join("\n")}`,
    );
    expect(span(only(byMonth))).toBe("month 2000-01-01T00:00:00 2007-12-01T00:00:00");
    const byYear = await read(
      `Sector,2000,2001,2002,2003,2004\nwood,1,2,3,4,5\n"paper, ink","1,200",3,4,5,9\n\nSource: somewhere,,,,,\n`,
    );
    expect(byYear.series.map(({ id, values }) => [id, values[0], values.length])).toEqual([
      ["wood", 1, 5],
      ["paper, ink", 1200, 5],
    ]);
  });

  test("record files: the table that people want, all others named", async () => {
    const rows = Array.from(
      { length: 12 },
      (_, i) =>
        `D,DISPATCH,PRICE,4,"2022/01/01 0${Math.floor((i * 5) / 60)}:${String((i * 5) % 60).padStart(2, "0")}:00",1,NSW1,${i}.5`,
    );
    const dataset = await read(
      `C,SETP.WORLD,X,AEMO\nI,DISPATCH,CASE,1,SETTLEMENTDATE,N\nD,DISPATCH,CASE,1,2022/01/01 00:00:00,1\nI,DISPATCH,PRICE,4,SETTLEMENTDATE,RUNNO,REGIONID,RRP\n${rows.join("\n")}\nC,"END OF REPORT",15`,
    );
    expect(dataset.file).toMatchObject({ layout: "records", vendor: "aemo-mms", dataRows: 12 });
    expect(only(dataset).id).toBe("NSW1");
    expect(warned(dataset)).toContain("record-tables");
  });

  test("record files: the table that is asked for", async () => {
    const rows = (table: string): string =>
      Array.from({ length: 9 }, (_, i) => `D,${table},1,2022/01/0${i + 1} 00:00:00,X,${i}`).join("\n");
    const header = (table: string): string => `I,${table},1,SETTLEMENTDATE,REGIONID,RRP`;
    const content = `${header("DISPATCH,PRICE")}\n${rows("DISPATCH,PRICE")}\n${header("OTHER,THING")}\n${rows("OTHER,THING").replaceAll(",X,", ",Y,")}\n`;
    expect(only(await read(content)).id).toBe("X");
    expect(only(await read(content, { recordTable: "OTHER THING 1" })).id).toBe("Y");
    await expect(read(content, { recordTable: "NO SUCH" })).rejects.toMatchObject({ code: "wrong-arguments" });
  });

  test("two makers' exports of the same measurements have one handle", async () => {
    const time = (i: number): string => new Date(Date.UTC(2024, 0, 31, 20) + i * 300_000).toISOString().slice(0, 19);
    const dexcom = `Index,Timestamp (YYYY-MM-DDThh:mm:ss),Event Type,Glucose Value (mg/dL)\n1,,FirstName,\n2,,Alert,250\n${Array.from({ length: 60 }, (_, i) => `${i + 3},${time(i)},EGV,${100 + (i % 40)}\n`).join("")}90,${time(7)},Calibration,300\n`;
    const libre = `Glucose Data,Generated on,01-02-2024,Generated by,X\nDevice,Serial Number,Device Timestamp,Record Type,Historic Glucose mg/dL,Scan Glucose mg/dL\n${Array.from({ length: 60 }, (_, i) => `Libre,1,${time(i).slice(8, 10)}-${time(i).slice(5, 7)}-2024 ${time(i).slice(11, 16)},0,${100 + (i % 40)},\n`).join("")}Libre,1,01-02-2024 00:58,1,,140\n`;
    const a = await read(dexcom);
    const b = await read(libre);
    expect([a.file.vendor, b.file.vendor]).toEqual(["dexcom-clarity", "libreview"]);
    expect(only(a).id).toBe("glucose (mg/dL)");
    expect(b.handle).toBe(a.handle);
  });
});

describe("values", () => {
  test("missing words and codes, currencies, percent, accounting negatives", async () => {
    const words = ["NA", "#DIV/0!", "-", "null", "missing", "?"];
    const dataset = await read(
      `date,value\n${days(60, (day) => (day % 10 === 3 ? (words[Math.floor(day / 10)] ?? "") : day % 10 === 7 ? -999 : 5000 + day))}`,
    );
    expect(only(dataset).missing).toBe(12);
    expect(dataset.repairs).toMatchObject([
      { code: "missing-value-word", count: 6 },
      { code: "missing-value-code", count: 6 },
    ]);
    const money = await read(
      `date,cost,share,change\n${days(20, (day) => `"$1,${String(day + 100)}.25",${day}.5%,"(${day + 1},000)"`)}`,
    );
    expect(money.series.map(({ values }) => values[4])).toEqual([1104.25, 4.5, -5000]);
  });

  test("repeated times are averaged and unsorted rows sorted, both on record", async () => {
    const dataset = await read(
      "date,value\n2024-01-01,1\n2024-01-03,3\n2024-01-02,2\n2024-01-04,4\n2024-01-04,6\n2024-01-05,5\n2024-01-06,5\n2024-01-07,5\n",
    );
    expect([...only(dataset).values]).toEqual([1, 2, 3, 5, 5, 5, 5]);
    expect(dataset.repairs).toMatchObject([
      { code: "unsorted-row", count: 1, examples: [{ row: 4, column: "date" }] },
      { code: "duplicate-timestamp", count: 1, examples: [{ row: 6, column: "value", to: "5 (mean)" }] },
    ]);
  });

  test("repeated times and gaps as the user wants them", async () => {
    const content =
      "date,value\n2024-01-01,1\n2024-01-02,2\n2024-01-02,6\n2024-01-05,8\n2024-01-06,3\n2024-01-07,3\n2024-01-12,8\n2024-01-13,3\n";
    const second = async (options: IngestOptions): Promise<number | undefined> =>
      only(await read(content, options)).values[1];
    expect(await second({})).toBe(4);
    expect(await second({ duplicates: "first" })).toBe(2);
    expect(await second({ duplicates: "last" })).toBe(6);
    expect(await second({ duplicates: "sum" })).toBe(8);
    const filled = await read(content, { duplicates: "first", fillGapsUpToSteps: 2 });
    expect([...only(filled).values.subarray(0, 6)]).toEqual([1, 2, 4, 6, 8, 3]);
    expect(only(filled).missing).toBe(4);
    expect(filled.repairs.at(-1)).toMatchObject({ code: "interpolated-gap", count: 2, examples: [{ row: 3 }] });
  });

  test("gaps are missing steps, empty columns are said, constant ones kept", async () => {
    const rows = days(60, (day) => `${day},7,`)
      .split("\n")
      .filter((_, day) => day < 20 || day >= 25)
      .join("\n");
    const dataset = await read(`date,load,same,empty\n${rows}`);
    expect(dataset.series.map(({ id, missing }) => [id, missing])).toEqual([
      ["load", 5],
      ["same", 5],
    ]);
    expect(warned(dataset)).toEqual(expect.arrayContaining(["empty-column", "constant"]));
  });

  test("the user's columns win", async () => {
    const content = `when,day,a,b\n${Array.from({ length: 20 }, (_, day) => `${isoDay(day)},${isoDay(day + 100)},${day},${day * 2}\n`).join("")}`;
    const dataset = await read(content, { timeColumn: "day", targetColumns: ["b"] });
    expect(span(only(dataset))).toContain("2024-04-10");
    expect(only(dataset).id).toBe("b");
    await expect(read(content, { targetColumns: ["c"] })).rejects.toMatchObject({
      code: "wrong-arguments",
      column: "c",
    });
  });
});

describe("errors say what, where and what to do", () => {
  test.each([
    ["empty", "", "file-empty"],
    ["blank lines", "\n \n\n", "file-empty"],
    ["PDF", "%PDF-1.7 ...", "file-not-a-table"],
    ["picture", bytesOf("\u0089PNG\r\n\u001a\n....."), "file-not-a-table"],
    ["random bytes", Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 251), "file-not-a-table"],
    ["header", "date,value\n", "too-few-rows"],
    ["one row", "date,value\n2024-01-01,5", "too-few-rows"],
    ["no time", "a,b\n1.5,2\n3,4.5\n5,6\n", "no-time-column"],
    ["no value", "date,name\n2024-01-01,x\n2024-01-02,y\n2024-01-03,z\n", "no-value-column"],
    ["broken JSON", '[{"a": 1,', "file-not-a-table"],
    ["JSON without rows", '{"a": {"b": 1}}', "file-not-a-table"],
    ["prose", "Dear all,\nplease find the figures attached.\nKind regards\n", "no-time-column"],
  ])("%s", async (_, content, code) => {
    const error = await read(content).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code });
    expect((error as { message: string }).message).toMatch(/\.$|\.\.\.$|\)\.$/);
  });

  test("too many unreadable times name the first one", async () => {
    const rows = Array.from({ length: 40 }, (_, day) => `${day % 4 === 3 ? "soon" : isoDay(day)},${day}`);
    await expect(read(`date,value\n${rows.join("\n")}`)).rejects.toMatchObject({
      code: "bad-timestamp",
      row: 5,
      column: "date",
    });
  });

  test("a few unreadable times are left out and listed", async () => {
    const rows = Array.from({ length: 40 }, (_, day) => `${day === 11 ? "2024-13-45" : isoDay(day)},${day}`);
    const dataset = await read(`date,value\n${rows.join("\n")}\n`);
    expect(dataset.repairs).toMatchObject([
      { code: "unreadable-timestamp", count: 1, examples: [{ row: 13, column: "date", from: "2024-13-45" }] },
    ]);
    expect(only(dataset).missing).toBe(1);
  });

  test("cancel is its own answer", async () => {
    await expect(
      ingest(sourceOf(`date,value\n${days(50)}`), {}, testPorts({ signal: { aborted: true } })),
    ).rejects.toMatchObject({ code: "cancelled" });
  });
});
