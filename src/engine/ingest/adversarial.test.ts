/** Small broken files, one trap each: what analysts' exports do to a table. */
import type { IngestedDataset, IngestOptions } from "#domain/dataset";
import { describe, expect, test } from "vitest";
import { formatTimestamp } from "#engine/series";
import { formatFrequency } from "#domain/series";
import { ingest } from "./index.ts";
import { sourceOf, testPorts } from "./testing.ts";

async function read(content: string | Uint8Array, options: IngestOptions = {}): Promise<IngestedDataset> {
  return ingest(sourceOf(content, 61), options, testPorts());
}

const iso = (i: number): string => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
const hour = (i: number): string => new Date(Date.UTC(2024, 0, 1) + i * 3_600_000).toISOString().slice(0, 16);
const rows = (count: number, row: (i: number) => string, end = "\n"): string =>
  Array.from({ length: count }, (_, i) => `${row(i)}${end}`).join("");
const value = (i: number): number => ((i * 37) % 50) + 0.5;
const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const spanOf = ({ series }: IngestedDataset, at = 0): string => {
  const one = series[at];
  return one === undefined
    ? "none"
    : `${formatFrequency(one.frequency)} ${formatTimestamp(one.times[0] ?? 0)} +${one.values.length}`;
};

function utf16(text: string, isBig: boolean, hasMark: boolean): Uint8Array {
  const all = (hasMark ? "\uFEFF" : "") + text;
  const bytes = new Uint8Array(all.length * 2);
  for (let i = 0; i < all.length; i += 1) {
    const code = all.charCodeAt(i);
    bytes[i * 2 + (isBig ? 1 : 0)] = code & 255;
    bytes[i * 2 + (isBig ? 0 : 1)] = code >> 8;
  }
  return bytes;
}

describe("bytes", () => {
  const body = rows(30, (i) => `${iso(i)},${value(i)}`);
  const joined = (...parts: (string | readonly number[])[]): Uint8Array =>
    Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...latin1(part)] : [...part])));
  test.each<[string, Uint8Array, string, string]>([
    ["utf-8", joined([0xef, 0xbb, 0xbf], "Tag,Wert\n", body), "utf-8", "Wert"],
    ["utf-16le with a mark", utf16(`Tag,Größe\n${body}`, false, true), "utf-16le", "Größe"],
    ["utf-16be with a mark", utf16(`Tag,Größe\n${body}`, true, true), "utf-16be", "Größe"],
    ["utf-16le without", utf16(`Tag,Wert\n${body}`, false, false), "utf-16le", "Wert"],
    ["utf-16be without", utf16(`Tag,Wert\n${body}`, true, false), "utf-16be", "Wert"],
    ["windows-1252", joined("Tag,Gr\u00f6\u00dfe in \u00b0C\n", body), "windows-1252", "Größe in °C"],
    [
      "windows-1250",
      joined(
        "Datum,V\u00fdroba elekt\u0159iny".replace("\u0159", "\u00f8"),
        ",Pozn\u00e1mka\n",
        rows(30, (i) =>
          `${iso(i)},${value(i)},\u017elu\u0165ou\u010dk\u00fd k\u016f\u0148 p\u0159\u00ed\u0161ern\u011b`.replace(
            /[\u017e\u0165\u010d\u016f\u0148\u0159\u0161\u011b]/g,
            (letter) =>
              ({
                "\u017e": "\u009e",
                "\u0165": "\u009d",
                "\u010d": "\u00e8",
                "\u016f": "\u00f9",
                "\u0148": "\u00f2",
                "\u0159": "\u00f8",
                "\u0161": "\u009a",
                "\u011b": "\u00ec",
              })[letter] ?? letter,
          ),
        ),
      ),
      "windows-1250",
      "Výroba elektřiny",
    ],
    ["gbk", joined([0xca, 0xb1, 0xbc, 0xe4], ",", [0xca, 0xfd, 0xd6, 0xb5], "\n", body), "gbk", "数值"],
    [
      "shift_jis",
      joined([0x93, 0xfa, 0x95, 0x74], ",", [0x94, 0x84, 0x8f, 0xe3, 0x82, 0xcc, 0x90, 0x94], "\n", body),
      "shift_jis",
      "売上の数",
    ],
  ])("%s", async (_, bytes, encoding, name) => {
    const dataset = await read(bytes);
    expect(dataset.file.encoding).toBe(encoding);
    expect(dataset.columns[1]?.name).toBe(name);
    expect(spanOf(dataset)).toBe("day 2024-01-01T00:00:00 +30");
  });
});

describe("rows", () => {
  test.each([
    ["comma", ","],
    ["semicolon", ";"],
    ["tab", "\t"],
    ["pipe", "|"],
    ["padded", "  |  "],
    ["blanks in runs", "    "],
  ])("%s as delimiter", async (_, delimiter) => {
    const dataset = await read(
      `time${delimiter}value${delimiter}n\n${rows(30, (i) => [iso(i), value(i), 5 - (i % 3)].join(delimiter))}`,
    );
    expect(dataset.columns.map(({ name }) => name)).toEqual(["time", "value", "n"]);
    expect(dataset.series[0]?.values[3]).toBe(value(3));
  });

  test.each([
    ["decimal comma", ";", (i: number) => `${i},5`, 7.5],
    ["decimal comma with dots for thousands", ";", (i: number) => `1.00${i % 10},25`, 1007.25],
    ["blanks for thousands", ";", (i: number) => `12 00${i % 10},5`, 12_007.5],
    ["narrow no-break blanks", ";", (i: number) => `12\u202f00${i % 10},5`, 12_007.5],
    ["Swiss apostrophes", ";", (i: number) => `12'00${i % 10}.5`, 12_007.5],
    ["quoted thousands", ",", (i: number) => `"12,00${i % 10}.5"`, 12_007.5],
    ["Indian groups", ",", (i: number) => `"12,34,00${i % 10}"`, 1_234_007],
    ["dollars", ",", (i: number) => `$${i}.25`, 7.25],
    ["euros behind", ";", (i: number) => `${i},25 €`, 7.25],
    ["pounds in brackets", ",", (i: number) => `(£${i}.25)`, -7.25],
    ["percent", ",", (i: number) => `${i}.5 %`, 7.5],
    ["minus behind", ",", (i: number) => `${i}.5-`, -7.5],
    ["typographic minus", ",", (i: number) => `\u2212${i}.5`, -7.5],
    ["exponents", ",", (i: number) => `${i}.5E+03`, 7500],
    ["plus signs", ",", (i: number) => `+${i}.5`, 7.5],
  ] as const)("numbers with %s", async (_, delimiter, write, seventh) => {
    const dataset = await read(`day${delimiter}amount\n${rows(30, (i) => `${iso(i)}${delimiter}${write(i)}`)}`);
    expect(dataset.series[0]?.values[7]).toBe(seventh);
  });

  test.each<[string, string, (i: number) => string, number]>([
    ["percent in brackets", ",", (i) => `(${value(i)}%)`, -0.5],
    ["kWh", ",", (i) => `${value(i)} kWh`, 0.5],
    ["°C without a blank", ";", (i) => `${String(value(i)).replace(".", ",")}°C`, 0.5],
    ["mg/dL and signs", ",", (i) => `-${value(i)} mg/dL`, -0.5],
    ["thousands of MW", ";", (i) => `1.${String(100 + i)},5 MW`, 1100.5],
  ])("numbers with signs or units: %s", async (_, delimiter, write, first) => {
    const dataset = await read(`d${delimiter}v\n${rows(40, (i) => `${iso(i)}${delimiter}${write(i)}`)}`);
    expect([dataset.series[0]?.values[0], dataset.series[0]?.missing]).toEqual([first, 0]);
    expect(dataset.repairs.map(({ code, count }) => [code, count])).toEqual([["written-number", 40]]);
  });

  test("a number with another unit is none of its column, and a few sizes beside numbers are names", async () => {
    const mixed = await read(`d,power\n${rows(40, (i) => `${iso(i)},${i === 7 ? "1.2 kW" : `${900 + i} MW`}`)}`);
    expect([mixed.series[0]?.values[7], mixed.series[0]?.missing]).toEqual([Number.NaN, 1]);
    expect(mixed.repairs.find(({ code }) => code === "not-a-number")?.rows).toEqual([
      { row: 9, column: "power", from: "1.2 kW", to: "missing" },
    ]);
    const sizes = await read(
      `d,size,sold\n${rows(40, (i) => `${iso(i)},330 ml,${value(i)}\n${iso(i)},500 ml,${value(i) + 100}`)}`,
    );
    expect(sizes.series.map(({ id, values }) => [id, values.length])).toEqual([
      ["330 ml", 40],
      ["500 ml", 40],
    ]);
    const melted = await read(
      `d,${rows(24, (i) => `${i}`, ",").slice(0, -1)}\n${rows(9, (day) => `${iso(day)},${rows(24, (i) => (i === 3 && day === 2 ? "9 W" : `${i} kW`), ",").slice(0, -1)}`)}`,
    );
    expect([melted.series[0]?.values.length, melted.series[0]?.values[5], melted.series[0]?.missing]).toEqual([
      216, 5, 1,
    ]);
  });

  test("the user's decimal mark wins over what the cells suggest", async () => {
    const content = `day;amount\n${rows(30, (i) => `${iso(i)};1.00${i % 10}`)}`;
    expect((await read(content)).series[0]?.values[3]).toBe(1.003);
    expect((await read(content, { decimalMark: "," })).series[0]?.values[3]).toBe(1003);
  });

  test("line ends of three systems, zero bytes, quoted line ends and short last rows in one file", async () => {
    const mixed = Array.from(
      { length: 30 },
      (_, i) => `"${iso(i)}",${value(i)},"x\ny"${["\n", "\r\n"][i % 2] ?? ""}`,
    ).join("");
    const dataset = await read(`time,v,note\r\n${mixed}\0\n2024-01-31,7`);
    expect(dataset.file.dataRows).toBe(30);
    expect(dataset.repairs.map(({ code }) => code)).toContain("cut-off-row");
    expect(dataset.warnings.map(({ code }) => code)).toContain("zero-bytes");
  });

  test("a title, a row of groups, names, units, a rule and a footer", async () => {
    const dataset = await read(
      `Station report\n\n,North,North,South\ntime,load,wind,load\n[UTC],[MW],[m/s],[MW]\n----,----,----,----\n${rows(30, (i) => `${hour(i)},${value(i)},3,${i}`)}\nSum,1,2,3\n`,
    );
    expect(dataset.columns.map(({ name }) => name)).toEqual(["time", "North load", "wind", "South load"]);
    expect(dataset.file.dataRows).toBe(30);
    expect(dataset.repairs.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["preamble-row", "duplicate-header", "footer-row"]),
    );
  });

  test("two files pasted one below the other", async () => {
    const part = (from: number): string => `time,v\n${rows(20, (i) => `${hour(from + i)},${i}`)}`;
    const dataset = await read(part(0) + part(20));
    expect(spanOf(dataset)).toBe("hour 2024-01-01T00:00:00 +40");
    expect(dataset.repairs).toMatchObject([{ code: "repeated-header", count: 1, examples: [{ row: 22 }] }]);
  });
});

const pad = (number: number, width = 2): string => String(number).padStart(width, "0");
const part = (i: number): { y: number; m: number; d: number; h: number } => {
  const at = new Date(Date.UTC(2024, 0, 20) + i * 86_400_000);
  return { y: at.getUTCFullYear(), m: at.getUTCMonth() + 1, d: at.getUTCDate(), h: 0 };
};
const named = (names: string, i: number): string => names.split(" ")[part(i).m - 1] ?? "";
const months = (i: number): { y: number; m: number } => ({ y: 2001 + Math.floor(i / 12), m: (i % 12) + 1 });

describe("times", () => {
  test.each<[string, (i: number) => string, string]>([
    ["ISO with T and Z", (i) => `${hour(i)}:00Z`, "hour 2024-01-01T00:00:00 +40"],
    ["ISO with an offset", (i) => `${hour(i)}:00+05:30`, "hour 2024-01-01T00:00:00 +40"],
    ["31.01.2024", (i) => `${pad(part(i).d)}.${pad(part(i).m)}.${part(i).y}`, "day 2024-01-20T00:00:00 +40"],
    ["31/01/2024", (i) => `${pad(part(i).d)}/${pad(part(i).m)}/${part(i).y}`, "day 2024-01-20T00:00:00 +40"],
    ["1/31/2024", (i) => `${part(i).m}/${part(i).d}/${part(i).y}`, "day 2024-01-20T00:00:00 +40"],
    ["31-01-24", (i) => `${pad(part(i).d)}-${pad(part(i).m)}-24`, "day 2024-01-20T00:00:00 +40"],
    ["2024/1/31", (i) => `${part(i).y}/${part(i).m}/${part(i).d}`, "day 2024-01-20T00:00:00 +40"],
    ["20240131", (i) => `${part(i).y}${pad(part(i).m)}${pad(part(i).d)}`, "day 2024-01-20T00:00:00 +40"],
    ["January 31, 2024", (i) => `"${named("January February", i)} ${part(i).d}, 2024"`, "day 2024-01-20T00:00:00 +40"],
    ["31. Januar 2024", (i) => `${part(i).d}. ${named("Januar Februar", i)} 2024`, "day 2024-01-20T00:00:00 +40"],
    ["31 janvier 2024", (i) => `${part(i).d} ${named("janvier février", i)} 2024`, "day 2024-01-20T00:00:00 +40"],
    [
      "31 de enero de 2024",
      (i) => `${part(i).d} de ${named("enero febrero", i)} de 2024`,
      "day 2024-01-20T00:00:00 +40",
    ],
    ["31 gennaio 2024", (i) => `${part(i).d} ${named("gennaio febbraio", i)} 2024`, "day 2024-01-20T00:00:00 +40"],
    ["31 januari 2024", (i) => `${part(i).d} ${named("januari februari", i)} 2024`, "day 2024-01-20T00:00:00 +40"],
    [
      "31 de janeiro de 2024",
      (i) => `${part(i).d} de ${named("janeiro fevereiro", i)} de 2024`,
      "day 2024-01-20T00:00:00 +40",
    ],
    ["31 stycznia 2024", (i) => `${part(i).d} ${named("stycznia lutego", i)} 2024`, "day 2024-01-20T00:00:00 +40"],
    ["31 ledna 2024", (i) => `${part(i).d}. ${named("ledna února", i)} 2024`, "day 2024-01-20T00:00:00 +40"],
    ["Sat, 31-Jan-24", (i) => `${part(i).d}-${named("Jan Feb", i)}-24`, "day 2024-01-20T00:00:00 +40"],
    ["epoch seconds", (i) => String(1_704_067_200 + i * 3600), "hour 2024-01-01T00:00:00 +40"],
    ["epoch milliseconds", (i) => String((1_704_067_200 + i * 3600) * 1e3), "hour 2024-01-01T00:00:00 +40"],
    ["epoch microseconds", (i) => String((1_704_067_200 + i * 3600) * 1e6), "hour 2024-01-01T00:00:00 +40"],
    [
      "epochs of three units",
      (i) => String((1_704_067_200 + i * 3600) * (i < 10 ? 1 : i < 20 ? 1e3 : 1e6)),
      "hour 2024-01-01T00:00:00 +40",
    ],
    ["ISO weeks with days", (i) => `2024-W${pad(1 + Math.floor(i / 7))}-${(i % 7) + 1}`, "day 2024-01-01T00:00:00 +40"],
    ["1998 Q1", (i) => `${1998 + Math.floor(i / 4)} Q${(i % 4) + 1}`, "quarter 1998-01-01T00:00:00 +40"],
    ["Q1/1998", (i) => `Q${(i % 4) + 1}/${1998 + Math.floor(i / 4)}`, "quarter 1998-01-01T00:00:00 +40"],
    ["1949-01", (i) => `${months(i).y}-${pad(months(i).m)}`, "month 2001-01-01T00:00:00 +40"],
    ["01/1949", (i) => `${pad(months(i).m)}/${months(i).y}`, "month 2001-01-01T00:00:00 +40"],
    ["2001M01", (i) => `${months(i).y}M${pad(months(i).m)}`, "month 2001-01-01T00:00:00 +40"],
    [
      "Jan-01",
      (i) =>
        `${["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][months(i).m - 1] ?? ""}-${pad(months(i).y - 2000)}`,
      "month 2001-01-01T00:00:00 +40",
    ],
    ["fractional years", (i) => (2001 + i / 12).toFixed(3), "month 2001-01-01T00:00:00 +40"],
    [
      "12-hour clock",
      (i) =>
        `${hour(i).slice(0, 10)} ${((Number(hour(i).slice(11, 13)) + 11) % 12) + 1}:00 ${Number(hour(i).slice(11, 13)) < 12 ? "a.m." : "p.m."}`,
      "hour 2024-01-01T00:00:00 +40",
    ],
    [
      "24:00 at the end of the day",
      (i) => (i % 24 === 0 && i > 0 ? `${hour(i - 1).slice(0, 10)} 24:00` : hour(i).replace("T", " ")),
      "hour 2024-01-01T00:00:00 +40",
    ],
    ["zone names", (i) => `${hour(i).replace("T", " ")} CET`, "hour 2024-01-01T00:00:00 +40"],
    [
      "stretches of time",
      (i) => `${hour(i).replace("T", " ")} - ${hour(i + 1).replace("T", " ")}`,
      "hour 2024-01-01T00:00:00 +40",
    ],
  ])("%s", async (_, write, span) => {
    const dataset = await read(`date,v\n${rows(40, (i) => `${write(i)},${value(i)}`)}`);
    expect(spanOf(dataset)).toBe(span);
    expect(dataset.series[0]?.missing).toBe(0);
  });

  test("spreadsheet days of both systems", async () => {
    const content = (name: string): string =>
      `${name},v\n${rows(40, (i) => `${(45_000 + i / 24).toFixed(5)},${value(i)}`)}`;
    expect(spanOf(await read(content("date")))).toBe("hour 2023-03-15T00:00:00 +40");
    expect(spanOf(await read(content("date (1904)")))).toBe("hour 2027-03-16T00:00:00 +40");
  });

  test("the order of dates as the user says, against the evidence of regular steps", async () => {
    const content = `date,v\n${rows(12, (i) => `0${1 + (i % 9)}/0${1 + Math.floor(i / 9)}/2024,${i}`)}`;
    expect((await read(content, { dateOrder: "day-first" })).file.dateOrder).toBe("day-first");
    expect((await read(content, { dateOrder: "month-first" })).series[0]?.times[0]).toBe(Date.UTC(2024, 0, 1));
    const years = `date,v\n${rows(20, (i) => `24/02/${pad(1 + i)},${i}`)}`;
    expect(spanOf(await read(years, { dateOrder: "year-first" }))).toBe("day 2024-02-01T00:00:00 +20");
    const old = `date,v\n${rows(20, (i) => `98/02/${pad(1 + i)},${i}`)}`;
    expect(spanOf(await read(old))).toBe("day 1998-02-01T00:00:00 +20");
  });

  test("year, month, day and hour in columns of their own, hours from 1 to 24", async () => {
    const content = `year,month,day,hour,v\n${rows(72, (i) => `2024,2,${27 + Math.floor(i / 24)},${(i % 24) + 1},${value(i)}`)}`;
    expect(spanOf(await read(content))).toBe("hour 2024-02-27T00:00:00 +72");
    const week = `year,week,v\n${rows(60, (i) => `${i < 53 ? 2020 : 2021},${i < 53 ? i + 1 : i - 52},${value(i)}`)}`;
    expect(spanOf(await read(week))).toBe("week 2019-12-30T00:00:00 +60");
  });

  test("offsets that change with summer time are one clock in UTC, or in the zone that is asked for", async () => {
    const at = (i: number): number => Date.UTC(2024, 2, 30) + i * 3_600_000;
    const offset = (i: number): number => (at(i) >= Date.UTC(2024, 2, 31, 1) ? 2 : 1);
    const content = `t,v\n${rows(60, (i) => `${new Date(at(i) + offset(i) * 3_600_000).toISOString().slice(0, 19)}+0${offset(i)}:00,${value(i)}`)}`;
    expect(spanOf(await read(content))).toBe("hour 2024-03-30T00:00:00 +60");
    const berlin = await read(content, { timezone: "Europe/Berlin" });
    expect([spanOf(berlin), berlin.series[0]?.missing]).toEqual(["hour 2024-03-30T01:00:00 +60", 0]);
  });

  test.each([
    ["days at midnight", 86_400_000, "+01:00", "2024-01-03T00:00:00"],
    ["hours", 3_600_000, "-05:00", "2024-01-03T00:00:00"],
  ])("month first with an offset from UTC: %s", async (_, stepMs, offset, start) => {
    const at = (i: number): string => new Date(Date.UTC(2024, 0, 3) + i * stepMs).toISOString();
    const dataset = await read(
      `t,v\n${rows(500, (i) => `${at(i).slice(5, 7)}/${at(i).slice(8, 10)}/${at(i).slice(0, 4)} ${at(i).slice(11, 16)} ${offset},${value(i)}`)}`,
    );
    expect([
      formatTimestamp(dataset.series[0]?.times[0] ?? 0),
      dataset.series[0]?.values.length,
      dataset.series[0]?.missing,
    ]).toEqual([start, 500, 0]);
  });

  test.each<[string, (i: number) => Date, string, string]>([
    ["days", (i) => new Date(Date.UTC(2024, 2, 1 + i)), "00:00", "day 2024-03-01T00:00:00 +40"],
    ["days that begin at six", (i) => new Date(Date.UTC(2024, 2, 1 + i)), "06:00", "day 2024-03-01T06:00:00 +40"],
    ["months", (i) => new Date(Date.UTC(2021, i, 1)), "00:00", "month 2021-01-01T00:00:00 +40"],
  ])("%s whose offset changes with summer time are those of their own calendar", async (_, dateOf, clock, span) => {
    const isSummer = (date: Date): boolean => date.getUTCMonth() > 3 && date.getUTCMonth() < 10;
    const line = (i: number): string =>
      `${dateOf(i).toISOString().slice(0, 10)}T${clock}:00+0${isSummer(dateOf(i)) || dateOf(i) > new Date(Date.UTC(2024, 2, 31)) ? 2 : 1}:00,${value(i)}`;
    const dataset = await read(`t,v\n${rows(40, line)}`);
    expect([spanOf(dataset), dataset.series[0]?.missing, dataset.repairs]).toEqual([span, 0, []]);
    expect(dataset.warnings.find(({ code }) => code === "mixed-offsets")?.message).toContain("as it is written");
  });
});

describe("series", () => {
  test.each([
    ["GEN01", "GEN02", "GEN03"],
    ["Market 10", "Market 11", "Market 12"],
    ["LED-10", "LED-11", "MAR-12"],
    ["Set 12", "Mag 13", "Dec. 14"],
  ])("%s, %s and %s beside times are names, and no months", async (...names) => {
    const dataset = await read(
      `time,unit,power\n${rows(60, (i) => names.map((name, at) => `${hour(i)},${name},${value(i) + at * 100}`).join("\n"))}`,
    );
    expect(dataset.series.map(({ id, values }) => [id, values.length, values[0]])).toEqual(
      names.map((name, at) => [name, 60, value(0) + at * 100]),
    );
    expect(dataset.repairs).toEqual([]);
  });

  test("numbered words are names beside dates of digits, too, and months where nothing else is a time", async () => {
    const digits = rows(
      40,
      (i) => `GEN01,${iso(i).replaceAll("-", "")},${value(i)}\nGEN02,${iso(i).replaceAll("-", "")},${value(i)}`,
    );
    expect((await read(`unit,date,power\n${digits}`)).series.map(({ id }) => id)).toEqual(["GEN01", "GEN02"]);
    const monthly = `period,people\n${rows(40, (i) => `${named("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec", 0)}-${pad(1 + i)},${1_400_000_000 + i * 1_000_000}`)}`;
    expect(spanOf(await read(monthly))).toBe("year 2001-01-01T00:00:00 +40");
    expect((await read(monthly)).series[0]?.values[3]).toBe(1_403_000_000);
    const both = `date,month,sales\n${rows(60, (i) => `${iso(i)},${i < 31 ? "Jan-24" : "Feb-24"},${value(i)}`)}`;
    expect((await read(both)).columns).toMatchObject([
      { role: "time" },
      { role: "ignored", type: "text" },
      { role: "target" },
    ]);
    expect((await read(both, { timeColumn: "month" })).columns[1]).toMatchObject({ role: "time", type: "time" });
  });

  test("numbers as large as epochs are values, unless they are the rows' times once more", async () => {
    const epoch = (i: number): number => 1_704_067_200 + i * 86_400;
    const dataset = await read(
      `day,revenue,received,order_id,created_at\n${rows(40, (i) => `${iso(i)},${900_000_000 + ((i * 37) % 50) * 1000},${epoch(i) + 3600},${2_100_000_000 + i * 7},${epoch(i) - 9e6}`)}`,
    );
    expect(dataset.columns.map(({ name, role }) => `${name} ${role}`)).toEqual([
      "day time",
      "revenue target",
      "received ignored",
      "order_id ignored",
      "created_at ignored",
    ]);
  });

  test("each keeps its own step where enough rows show it", async () => {
    const hours = rows(24 * 40, (i) => `${hour(i)},load,${value(i)}`);
    const days = rows(40, (i) => `${iso(i)}T00:00,rain,${value(i)}`);
    const dataset = await read(`time,series,v\n${hours}${days}`);
    expect([spanOf(dataset), spanOf(dataset, 1)]).toEqual([
      "hour 2024-01-01T00:00:00 +960",
      "day 2024-01-01T00:00:00 +40",
    ]);
    expect(dataset.series[1]?.missing).toBe(0);
    const months = rows(13, (i) => `${new Date(Date.UTC(2024, i, 1)).toISOString().slice(0, 10)},prices,${value(i)}`);
    const mixed = await read(`time,series,v\n${rows(400, (i) => `${iso(i)},sales,${value(i)}`)}${months}`);
    expect([spanOf(mixed), spanOf(mixed, 1)]).toEqual([
      "day 2024-01-01T00:00:00 +400",
      "month 2024-01-01T00:00:00 +13",
    ]);
    // A few rows a week apart prove nothing: they are days with gaps, as in the rest of the file.
    const few = await read(
      `time,series,v\n${rows(400, (i) => `${iso(i)},sales,${value(i)}`)}${rows(6, (i) => `${iso(i * 7)},rare,${value(i)}`)}`,
    );
    expect(spanOf(few, 1)).toBe("day 2024-01-01T00:00:00 +36");
  });

  test("days beside hours of local time with daylight saving stay days of the calendar", async () => {
    const at = (i: number): Date => new Date(Date.UTC(2024, 2, 20) + i * 3_600_000);
    const hours = rows(
      24 * 30,
      (i) =>
        at(i).getTime() === Date.UTC(2024, 2, 31, 2) ? "" : `${at(i).toISOString().slice(0, 16)},load,${value(i)}`,
      "\n",
    ).replace(/\n+/g, "\n");
    const days = rows(
      30,
      (i) =>
        `${at(i * 24)
          .toISOString()
          .slice(0, 16)},rain,${value(i)}`,
    );
    const dataset = await read(`time,series,v\n${hours}${days}`);
    expect(dataset.warnings.map(({ code }) => code)).toContain("daylight-saving");
    const [load, rain] = dataset.series;
    expect([load?.missing, rain?.missing, dataset.repairs]).toEqual([0, 0, []]);
    expect([...(rain?.times ?? [])]).toEqual(Array.from({ length: 30 }, (_, i) => at(i * 24).getTime()));
  });

  test.each([
    ["months", (i: number) => `20${24 + Math.floor(i / 12)}-${pad((i % 12) + 1)}-01`, 24, "month"],
    ["days", iso, 7, "day"],
  ])("two series in rows below %s", async (_, write, count, unit) => {
    const line = (name: string, times: number): string =>
      `${name},${Array.from({ length: count }, (_, i) => i * times).join(",")}\n`;
    const dataset = await read(
      `store,${Array.from({ length: count }, (_, i) => write(i)).join(",")}\n${line("A", 1)}${line("B", 2)}`,
    );
    expect(dataset.series.map(({ id, frequency, values }) => [id, frequency.unit, values.length, values[3]])).toEqual([
      ["A", unit, count, 3],
      ["B", unit, count, 6],
    ]);
  });

  test("three id columns together", async () => {
    const ids = ["a b", "c d", "e f"].map((pair) => pair.split(" "));
    const combos = (ids[0] ?? []).flatMap((x) => (ids[1] ?? []).flatMap((y) => (ids[2] ?? []).map((z) => [x, y, z])));
    const content = `region,shop,item,day,sales\n${combos.map((combo) => rows(20, (i) => `${combo.join(",")},${iso(i)},${value(i)}`)).join("")}`;
    const dataset = await read(content);
    expect(dataset.series).toHaveLength(8);
    expect(dataset.series[0]?.id).toBe("a / c / e");
    expect(dataset.columns.filter(({ role }) => role === "id")).toHaveLength(3);
  });

  test("business days stay business days over a missing Wednesday", async () => {
    const days = Array.from(
      { length: 60 },
      (_, i) => new Date(Date.UTC(2024, 0, 1 + Math.floor(i / 5) * 7 + (i % 5))),
    ).filter((_, i) => i !== 12);
    const dataset = await read(
      `d,v\n${days.map((day, i) => `${day.toISOString().slice(0, 10)},${value(i)}\n`).join("")}`,
    );
    expect([spanOf(dataset), dataset.series[0]?.missing]).toEqual(["businessDay 2024-01-01T00:00:00 +60", 1]);
  });

  test("a sensor whose clock wanders is put onto its five minutes, with every moved row on record", async () => {
    const content = `t,v\n${rows(300, (i) => `${new Date(Date.UTC(2024, 0, 1) + i * 300_000 + ((i * i * 31) % 41) * 1000).toISOString().slice(0, 19)},${value(i)}`)}`;
    const dataset = await read(content);
    expect([spanOf(dataset), dataset.series[0]?.missing]).toEqual(["5 minute 2024-01-01T00:00:00 +300", 0]);
    const moved = dataset.repairs.find(({ code }) => code === "snapped-timestamp");
    expect(moved?.rows).toHaveLength(moved?.count ?? 0);
    expect(dataset.series[0]?.flags.steps.snapped).toBeUndefined();
    expect(dataset.warnings).toContainEqual({
      code: "flag-everywhere",
      series: "v",
      message: '97\u00A0% of the steps of "v" were moved to the nearest step. So many are not marked one by one.',
    });
  });

  test("constant, empty and too short series are said, single outliers flagged and kept", async () => {
    expect((await read(`d,same\n${rows(90, (i) => `${iso(i)},3`)}`)).warnings.map(({ code }) => code)).toContain(
      "constant",
    );
    const content = `d,none,spike\n${rows(90, (i) => `${iso(i)},,${i === 40 ? 5000 : 10 + (i % 7)}`)}`;
    const dataset = await read(content);
    const codes = dataset.warnings.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(["empty-column", "outliers"]));
    const spike = dataset.series.find(({ id }) => id === "spike");
    expect(spike?.values[40]).toBe(5000);
    expect(spike?.flags.spans).toEqual([{ code: "outlier", fromStep: 40, toStep: 40 }]);
    expect((await read(`d,v\n${rows(3, (i) => `${iso(i)},${i}`)}`)).warnings.map(({ code }) => code)).toContain(
      "too-short",
    );
  });

  test("flags say what happened to which steps, and where it stood in the file", async () => {
    const content = `d,v\n${rows(60, (i) => `${iso(i)},${i === 5 ? -999 : i === 9 ? "broken" : value(i)}`)}${iso(20)},3\n`;
    const [series] = (await read(content)).series;
    // One −999 alone may be a value: it is flagged, and kept.
    expect(series?.flags.steps).toEqual({ missing: 1, outlier: 1, duplicate: 1, unreadable: 1 });
    const twice = `d,v\n${rows(60, (i) => `${iso(i)},${i % 20 === 5 ? -999 : value(i)}`)}`;
    expect((await read(twice)).series[0]?.flags.spans.filter(({ code }) => code === "code")).toEqual(
      [5, 25, 45].map((step) => ({ code: "code", fromStep: step, toStep: step, row: step + 2, from: "-999" })),
    );
  });
});

describe("what was understood when an import fails", () => {
  test("the first rows, the columns and the tables", async () => {
    const failed = await read(`name,city\nAnn,Rome\nBob,Oslo\nCid,Bern\n`).catch((error: unknown) => error);
    expect(failed).toMatchObject({
      code: "no-time-column",
      understood: {
        file: { delimiter: "," },
        columns: [{ name: "name", role: "ignored", type: "text" }, { name: "city" }],
        preview: {
          rows: [
            { row: 1, kind: "header", cells: ["name", "city"], understood: null },
            { row: 2, kind: "data", cells: ["Ann", "Rome"], understood: ["Ann", "Rome"] },
            {},
            {},
          ],
        },
      },
    });
  });

  test("the preview shows raw cells beside what they were taken for", async () => {
    const dataset = await read(
      `made by hand\nday;amount;note\n31.01.2024;1.234,5;x\n# remark\n01.02.2024;n/a;y\n02.02.2024;-7,5;z\n`,
    );
    expect(dataset.preview.cellOf).toEqual([0, 1, 2]);
    expect(dataset.preview.rows).toEqual([
      { row: 1, kind: "preamble", cells: ["made by hand"], understood: null },
      { row: 2, kind: "header", cells: ["day", "amount", "note"], understood: null },
      {
        row: 3,
        kind: "data",
        cells: ["31.01.2024", "1.234,5", "x"],
        understood: ["2024-01-31T00:00:00", "1234.5", "x"],
      },
      { row: 4, kind: "left-out", cells: ["# remark"], understood: null },
      { row: 5, kind: "data", cells: ["01.02.2024", "n/a", "y"], understood: ["2024-02-01T00:00:00", null, "y"] },
      { row: 6, kind: "data", cells: ["02.02.2024", "-7,5", "z"], understood: ["2024-02-02T00:00:00", "-7.5", "z"] },
    ]);
  });
});
