import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isoWeekMs, swapDayAndMonth } from "./calendar.ts";
import { timeShapes } from "./time-shape.ts";
import { dayOrder, TimeReader } from "./time-text.ts";

const reader = new TimeReader();
const read = (text: string): string => {
  const ms = reader.read(text);
  return Number.isNaN(ms) ? "no" : new Date(ms).toISOString().replace(".000Z", "");
};

describe("written timestamps", () => {
  test.each([
    ["2017-01-01 00:00:00", "2017-01-01T00:00:00"],
    ["2017-01-01T05:30", "2017-01-01T05:30:00"],
    ["2017/01/19T21:00:00", "2017-01-19T21:00:00"],
    ["2017-1-5", "2017-01-05T00:00:00"],
    ["2013/08/29 12:06:01", "2013-08-29T12:06:01"],
    ["2015-01-03 00:12:00.001", "2015-01-03T00:12:00.001Z"],
    ["2018-09-20T18:00:30.12345+00:00", "2018-09-20T18:00:30.123Z"],
    ["01.01.2017 23:00", "2017-01-01T23:00:00"],
    ["28-02-2024 23:40:01", "2024-02-28T23:40:01"],
    ["31/12/2012", "2012-12-31T00:00:00"],
    ["12/31/2012", "2012-12-31T00:00:00"],
    ["3/13/04", "2004-03-13T00:00:00"],
    ["1.2.99", "1999-02-01T00:00:00"],
    ["04/30/2021", "2021-04-30T00:00:00"],
    ["16 Jan 2017 03:00", "2017-01-16T03:00:00"],
    ["24 October 2011", "2011-10-24T00:00:00"],
    ["Jan 27, 2017 09:00 AM", "2017-01-27T09:00:00"],
    ["January 27th, 2017 12:05 am", "2017-01-27T00:05:00"],
    ["5-Jan-09", "2009-01-05T00:00:00"],
    ["Oct-07", "2007-10-01T00:00:00"],
    ["Jan 2017", "2017-01-01T00:00:00"],
    ["1. März 2020", "2020-03-01T00:00:00"],
    ["15 août 2020", "2020-08-15T00:00:00"],
    ["3 de enero de 2020", "2020-01-03T00:00:00"],
    ["12 maggio 2020", "2020-05-12T00:00:00"],
    ["12 mei 2020", "2020-05-12T00:00:00"],
    ["7 października 2021", "2021-10-07T00:00:00"],
    ["Mon, 16 Jan 2017 10:00:00 GMT", "2017-01-16T10:00:00"],
    ["Mon Jan 16 10:00:00 2017", "2017-01-16T10:00:00"],
    ["Mi, 03.05.2017", "2017-05-03T00:00:00"],
    ["Mar 2017", "2017-03-01T00:00:00"],
    ["1949-01", "1949-01-01T00:00:00"],
    ["01/2017", "2017-01-01T00:00:00"],
    ["1998M07", "1998-07-01T00:00:00"],
    ["1998 Q1", "1998-01-01T00:00:00"],
    ["1998Q4", "1998-10-01T00:00:00"],
    ["1998-Q2", "1998-04-01T00:00:00"],
    ["Q3 1998", "1998-07-01T00:00:00"],
    ["1Q98", "1998-01-01T00:00:00"],
    ["1970-W53", "1970-12-28T00:00:00"],
    ["1969-W01", "1968-12-30T00:00:00"],
    ["2020W07", "2020-02-10T00:00:00"],
    ["2020-W07-3", "2020-02-12T00:00:00"],
    ["KW 7/2020", "2020-02-10T00:00:00"],
    ["W07 2020", "2020-02-10T00:00:00"],
    ["2017年01月05日 23时", "2017-01-05T23:00:00"],
    ["2017年1月5日 23时15分", "2017-01-05T23:15:00"],
    ["20170101T093000Z", "2017-01-01T09:30:00"],
    ["20170101 0930", "2017-01-01T09:30:00"],
    ["2017-01-01 24:00", "2017-01-02T00:00:00"],
    ["10/03/2004 18.00.00", "2004-03-10T18:00:00"],
    ["2017-01-01 1:05 PM", "2017-01-01T13:05:00"],
    ["1-02", "0001-02-01T00:00:00"],
    ["01.01.2023 00:00 - 01.01.2023 01:00", "2023-01-01T00:00:00"],
    ["2024-01-01T00:00/2024-01-01T01:00", "2024-01-01T00:00:00"],
    ["18.00.00", "1970-01-01T18:00:00"],
    ["2019-10-01T00:00:00+0200", "2019-10-01T00:00:00"],
  ])("%s", (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  test.each([
    ["Q1-15", "2015-01-01"],
    ["Q2'15", "2015-04-01"],
    ["3. Quartal 2015", "2015-07-01"],
    ["4th quarter 2015", "2015-10-01"],
    ["II квартал 2021", "2021-04-01"],
    ["2 kw. 2021", "2021-04-01"],
    ["2015年第3季度", "2015-07-01"],
    ["Q1 FY24", "2024-01-01"],
    ["FY24Q2", "2024-04-01"],
    ["FY24 P03", "2024-03-01"],
    ["FY2023/24", "2023-01-01"],
    ["3QFY2023", "2023-07-01"],
    ["Q2 2015/16", "2015-04-01"],
    ["2015/16 Q2", "2015-04-01"],
    ["2015年4-6月", "2015-04-01"],
    ["FY1990", "1990-01-01"],
    ["CY2001", "2001-01-01"],
    ["1994/95", "1994-01-01"],
    ["1999-00", "1999-01-01"],
    ["1999/2000", "1999-01-01"],
    ["2015:1", "2015-01-01"],
    ["2015:11", "2015-11-01"],
    ["Jan-Mar 2015", "2015-01-01"],
    ["Dec 2014 - Feb 2015", "2014-12-01"],
    ["H2 2010", "2010-07-01"],
    ["2010-S1", "2010-01-01"],
    ["2. Halbjahr 2010", "2010-07-01"],
    ["Week of 3 March 2024", "2024-03-03"],
    ["Woche vom 04.03.2024", "2024-03-04"],
    ["Week 2 2022", "2022-01-10"],
    ["7. KW 2020", "2020-02-10"],
    ["M02 2021", "2021-02-01"],
    ["02.2021", "2021-02-01"],
    ["2월 2021", "2021-02-01"],
    ["tháng 2 2021", "2021-02-01"],
    ["21-Feb", "2021-02-01"],
    ["фев.21", "2021-02-01"],
  ])("a period begins with its first day: %s", (text, day) => {
    expect(read(text)).toBe(`${day}T00:00:00`);
  });

  test.each([
    ["2024-060", "2024-02-29T00:00:00"],
    ["2024060", "2024-02-29T00:00:00"],
    ["2024-060T06:30Z", "2024-02-29T06:30:00"],
    ["2024年1月1日 星期一", "2024-01-01T00:00:00"],
    ["2024年1月1日(月) 12:00", "2024-01-01T12:00:00"],
    ["2023년 11월 1일 수요일", "2023-11-01T00:00:00"],
    ["2023. 11. 1. 오후 3:05", "2023-11-01T15:05:00"],
    ["01.11.2023 (Mi)", "2023-11-01T00:00:00"],
    ["01.11.2023 (Mi) 10:00", "2023-11-01T10:00:00"],
    ["1 Kasım 2023 Çarşamba", "2023-11-01T00:00:00"],
    ["/Date(1698796800000)/", "2023-11-01T00:00:00"],
    ["/Date(1698796800000+0100)/", "2023-11-01T01:00:00"],
    ["[01/Jan/2024:05:00:00 +0000]", "2024-01-01T05:00:00"],
    ["Mon Jan 01 05:00:00 UTC 2024", "2024-01-01T05:00:00"],
    ["Mon Jan 01 2024 05:00:00 GMT+0100 (Central European Standard Time)", "2024-01-01T05:00:00"],
    ["2024-01-01 05:00:00 +0000 UTC", "2024-01-01T05:00:00"],
    ["2024-01-01 05", "2024-01-01T05:00:00"],
    ["05:00 01.11.2023", "2023-11-01T05:00:00"],
    ["05:00 1 Nov 2023", "2023-11-01T05:00:00"],
    ["2024-01-01T05Z", "2024-01-01T05:00:00"],
    ["2023. 11. 01.", "2023-11-01T00:00:00"],
    ["2023. november 1.", "2023-11-01T00:00:00"],
    ["2024 m. sausio 5 d.", "2024-01-05T00:00:00"],
    ["1. 11. 2023", "2023-11-01T00:00:00"],
    ["1 ноября 2023 г.", "2023-11-01T00:00:00"],
    ["٢٠٢٤/٠١/٠٥", "2024-01-05T00:00:00"],
    ["۲۰۲۴/۰۱/۰۵", "2024-01-05T00:00:00"],
    ["29/02/2567", "2024-02-29T00:00:00"],
    ["1 พ.ย. 66", "2023-11-01T00:00:00"],
  ])("a day: %s", (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  const english = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
  const two = (value: number): string => String(value).padStart(2, "0");
  const quarterOf = (month: number): number => Math.ceil(month / 3);
  const halfOf = (month: number): number => Math.ceil(month / 6);
  type Write = (year: number, month: number) => string;
  const forms: readonly (readonly [name: string, months: number, write: Write])[] = [
    ["2015Q1", 3, (y, m) => `${y}Q${quarterOf(m)}`],
    ["2015-Q1", 3, (y, m) => `${y}-Q${quarterOf(m)}`],
    ["Q1 2015", 3, (y, m) => `Q${quarterOf(m)} ${y}`],
    ["Q1-15", 3, (y, m) => `Q${quarterOf(m)}-${two(y % 100)}`],
    ["1Q15", 3, (y, m) => `${quarterOf(m)}Q${two(y % 100)}`],
    ["1. Quartal 2015", 3, (y, m) => `${quarterOf(m)}. Quartal ${y}`],
    ["T1 2015", 3, (y, m) => `T${quarterOf(m)} ${y}`],
    ["1 кв. 2015", 3, (y, m) => `${quarterOf(m)} кв. ${y}`],
    ["Q1 FY15", 3, (y, m) => `Q${quarterOf(m)} FY${two(y % 100)}`],
    ["Jan-Mar 2015", 3, (y, m) => `${english[quarterOf(m) * 3 - 3]}-${english[quarterOf(m) * 3 - 1]} ${y}`],
    ["H1 2015", 6, (y, m) => `H${halfOf(m)} ${y}`],
    ["2015-S1", 6, (y, m) => `${y}-S${halfOf(m)}`],
    ["1H15", 6, (y, m) => `${halfOf(m)}H${two(y % 100)}`],
    ["2015M01", 1, (y, m) => `${y}M${two(m)}`],
    ["M01 2015", 1, (y, m) => `M${two(m)} ${y}`],
    ["01.2015", 1, (y, m) => `${two(m)}.${y}`],
    ["2015:01", 1, (y, m) => `${y}:${two(m)}`],
    ["FY15 P01", 1, (y, m) => `FY${two(y % 100)} P${two(m)}`],
    ["15-Jan", 1, (y, m) => `${two(y % 100)}-${english[m - 1]}`],
    ["Jan-15", 1, (y, m) => `${english[m - 1]}-${two(y % 100)}`],
    ["1월 2015", 1, (y, m) => `${m}월 ${y}`],
    ["FY2015/16", 12, (y) => `FY${y}/${two((y + 1) % 100)}`],
    ["CY2015", 12, (y) => `CY${y}`],
    ["2015/2016", 12, (y) => `${y}/${y + 1}`],
  ];

  test.each(forms)("any period is read back: %s", (_, months, write) => {
    fc.assert(
      fc.property(fc.integer({ min: 2000, max: 2068 }), fc.integer({ min: 1, max: 12 }), (year, month) => {
        const first = Math.floor((month - 1) / months) * months;
        expect(reader.read(write(year, month))).toBe(Date.UTC(year, first, 1));
      }),
    );
  });

  test.each([
    ["2020-W07", (y: number, w: number) => `${y}-W${two(w)}`],
    ["KW 7/2020", (y: number, w: number) => `KW ${w}/${y}`],
    ["7. KW 2020", (y: number, w: number) => `${w}. KW ${y}`],
    ["Week 7, 2020", (y: number, w: number) => `Week ${w}, ${y}`],
    ["Semaine 7 2020", (y: number, w: number) => `Semaine ${w} ${y}`],
  ])("any week is read back: %s", (_, write) => {
    fc.assert(
      fc.property(fc.integer({ min: 1900, max: 2100 }), fc.integer({ min: 1, max: 52 }), (year, week) => {
        expect(reader.read(write(year, week))).toBe(isoWeekMs(year, week));
      }),
    );
  });

  test.each([
    "Customer 123",
    "SKU-123",
    "Market 12",
    "Type 2 2019",
    "Part 1 2019",
    "version 2 2020",
    "P12 2020",
    "3 March",
  ])("a name is none: %s", (text) => {
    expect(read(text)).toBe("no");
  });

  test("what a cell says does not depend on the cells before it", () => {
    const texts = [
      "Q1 FY24",
      "01.11.2023 (Mi)",
      "21-Feb",
      "1 พ.ย. 2566",
      "2024-01-01",
      "SKU-123",
      "/Date(0+0100)/",
      "Week 2 2022",
    ];
    const fieldsOf = (of: TimeReader, text: string): unknown[] => [
      of.read(text),
      of.shape,
      of.order,
      of.hasClock,
      of.offsetMinutes,
      of.isShortYear,
      of.isBuddhistYear,
      of.monthName,
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...texts), { maxLength: 20 }), fc.constantFrom(...texts), (before, text) => {
        const used = new TimeReader();
        for (const other of before) used.read(other);
        const fresh = fieldsOf(new TimeReader(), text);
        // The shape of what is no time means nothing.
        const compared = Number.isNaN(fresh[0]) ? 1 : fresh.length;
        expect(fieldsOf(used, text).slice(0, compared)).toEqual(fresh.slice(0, compared));
      }),
    );
  });

  test.each([
    ...[
      "de",
      "fr",
      "es",
      "it",
      "pt",
      "nl",
      "sv",
      "da",
      "fi",
      "pl",
      "cs",
      "sk",
      "hu",
      "ro",
      "sl",
      "tr",
      "id",
      "lt",
      "ru",
    ],
    ...["uk", "bg", "el", "he", "vi", "ko", "ja", "zh", "ar-EG", "th"],
  ])("days are read as they are written in %s", (language) => {
    const styles = (["medium", "long", "full"] as const).map(
      (dateStyle) => new Intl.DateTimeFormat(language, { dateStyle, timeZone: "UTC" }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 7305, max: 25_567 }), fc.constantFrom(...styles), (day, style) => {
        const ms = day * 86_400_000;
        const text = style.format(ms);
        const found = reader.read(text);
        // Day and month of digits are told apart by the column.
        const readings = reader.order === dayOrder.either ? [found, swapDayAndMonth(found)] : [found];
        expect({ text, readings }).toEqual({ text, readings: expect.arrayContaining([ms]) });
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    "",
    "abc",
    "2017-13-01",
    "2017-02-30",
    "31/31/2017",
    "2017-W54",
    "1971-W53",
    "1998 Q5",
    "25:00",
    "12.5",
    "1/2",
    "May be",
    "2017-01-01 10:61",
    "2017-01-01 10:00 tomorrow",
    "hello 2017",
    "3-4",
    "2017-01-21 20:",
    "2017-01-21 20:0",
    "99/99/9999",
  ])("is none: %s", (text) => {
    expect(read(text)).toBe("no");
  });

  test("say which way round day and month are", () => {
    const orderOf = (text: string): number => {
      reader.read(text);
      return reader.order;
    };
    expect(orderOf("13/01/2017")).toBe(dayOrder.dayFirst);
    expect(orderOf("01/13/2017")).toBe(dayOrder.monthFirst);
    expect(orderOf("02/01/2017")).toBe(dayOrder.either);
    expect(orderOf("02/02/2017")).toBe(dayOrder.none);
    expect(orderOf("2017-01-13")).toBe(dayOrder.none);
  });

  test("keep the offset apart", () => {
    expect(reader.read("2019-10-01T00:00:00+0530")).toBe(Date.UTC(2019, 9, 1));
    expect(reader.offsetMinutes).toBe(330);
    reader.read("2019-10-01 00:00:00-03");
    expect(reader.offsetMinutes).toBe(-180);
    reader.read("2019-10-01 00:00:00 CEST");
    expect(reader.offsetMinutes).toBe(120);
    reader.read("2019-10-01 00:00:00");
    expect(reader.offsetMinutes).toBeNaN();
  });

  test("a clock alone is milliseconds since midnight", () => {
    expect(reader.read("18:05:10")).toBe(((18 * 60 + 5) * 60 + 10) * 1000);
    expect(timeShapes[reader.shape]).toBe("clock");
    expect(reader.read("6:05 pm")).toBe((18 * 60 + 5) * 60_000);
  });

  test("any instant of a thousand years is read back from ISO and regional writing", () => {
    fc.assert(
      fc.property(fc.integer({ min: -2_208_988_800, max: 7_258_118_400 }), (seconds) => {
        const ms = seconds * 1000;
        const text = new Date(ms).toISOString().slice(0, 19);
        expect(reader.read(text)).toBe(ms);
        const [date = "", clock = ""] = text.split("T");
        const [y = "", m = "", d = ""] = date.split("-");
        expect(reader.read(`${d}.${m}.${y} ${clock}`)).toBe(ms);
        const isEither = reader.order === dayOrder.either;
        expect(isEither).toBe(Number(d) <= 12 && d !== m);
        const monthFirst = reader.read(`${m}.${d}.${y} ${clock}`);
        expect(isEither ? swapDayAndMonth(monthFirst) : monthFirst).toBe(ms);
      }),
    );
  });

  test("nothing makes it throw", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9:\-/. TZQWapm年月]{0,24}$/)), (text) => {
        const ms = reader.read(text);
        expect(Number.isNaN(ms) || Number.isFinite(ms)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("ISO weeks start on Mondays", () => {
    expect(new Date(isoWeekMs(2021, 1)).toISOString().slice(0, 10)).toBe("2021-01-04");
  });
});
