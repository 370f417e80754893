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
