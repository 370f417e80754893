import { expect, test } from "vitest";
import { holidayCountries } from "#domain/influence";
import { holidaysOf, placesOf } from "./calendars.ts";

const day = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;

test("holidays of a region are those of its country and its own, on the days of its own clock", () => {
  const bavaria = holidaysOf("DE-BY", 2024, 2026);
  const berlin = holidaysOf("de-be", 2024, 2026);
  const named = (list: typeof bavaria, date: string) => list.filter((one) => one.day === day(date));
  expect(named(bavaria, "2026-04-06")).toEqual([{ name: "Easter Monday", day: day("2026-04-06"), kind: "everyone" }]);
  expect(named(bavaria, "2026-01-06")).toEqual([{ name: "Epiphany", day: day("2026-01-06"), kind: "everyone" }]);
  expect(named(berlin, "2026-01-06")).toEqual([]);
  expect(named(bavaria, "2025-12-25")[0]?.name).toBe("Christmas Day");
});

test("a holiday that is moved to a working day keeps its name", () => {
  const england = holidaysOf("GB-ENG", 2021, 2021);
  expect(england.filter(({ name }) => name === "Christmas Day").map((one) => one.day)).toEqual([
    day("2021-12-25"),
    day("2021-12-27"),
  ]);
});

test("a place that there is not is named, with the regions that there are", () => {
  expect(() => holidaysOf("XX", 2024, 2024)).toThrow('There are no holidays of "XX".');
  expect(() => holidaysOf("AT-99", 2024, 2024)).toThrow('There are no holidays of "99" in AT.');
  expect(() => holidaysOf("AT", 1800, 2024)).toThrow("more than 200 years");
});

test("the countries that can be set are those with holidays", () => {
  const countries = placesOf().flatMap(({ code }) => (code.includes("-") ? [] : [code]));
  expect(countries.toSorted()).toEqual([...holidayCountries]);
});

test("countries and regions have their English names", () => {
  const places = placesOf();
  expect(places.length).toBeGreaterThan(500);
  expect(places.find(({ code }) => code === "DE")?.name).toBe("Germany");
  expect(places.find(({ english }) => english === "Bavaria")).toMatchObject({ code: "DE-BY", name: "Germany, Bayern" });
  expect(places.find(({ code }) => code === "US-CA")?.name).toBe("United States of America, California");
});
