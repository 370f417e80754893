/** Public holidays by country and region, from the data of date-holidays (CC BY-SA 3.0), which are not changed. */
import HolidayCalendar from "date-holidays";
import { EngineError } from "#domain/errors";
import type { Holiday, HolidayPlace } from "#domain/influence";

const dayMs = 86_400_000;
/** What shuts offices and banks; observances and half-days only stand in the calendar. School holidays are no days but weeks. */
const kinds: Readonly<Record<string, Holiday["kind"] | undefined>> = {
  public: "everyone",
  bank: "everyone",
  optional: "some",
  observance: "some",
};
const maxYears = 200;

/**
 * @param place a country, or a country and its region: `DE-BY`
 * @throws EngineError wrong-arguments for a place that is not known, and for more than 200 years
 */
export function holidaysOf(place: string, from: number, to: number): readonly Holiday[] {
  if (to - from >= maxYears)
    throw new EngineError("wrong-arguments", `Holidays of more than ${maxYears} years are not looked up at once.`);
  const calendar = calendarOf(place);
  const found: Holiday[] = [];
  for (let year = from; year <= to; year++)
    for (const { date, name, type } of calendar.getHolidays(year, "en")) {
      const kind = kinds[type];
      // The date is that of the place's own wall clock: "2026-04-06 00:00:00".
      const day = Date.parse(`${date.slice(0, 10)}T00:00:00Z`) / dayMs;
      // One that is moved to a working day is called after the one that it stands in for.
      if (kind !== undefined && Number.isFinite(day))
        found.push({ name: name.replace(/ \((substitute day|substitute|observed)\)$/i, ""), day, kind });
    }
  const seen = new Set<string>();
  return found
    .filter(({ name, day }) => !seen.has(`${day} ${name}`) && seen.add(`${day} ${name}`) !== undefined)
    .toSorted((left, right) => left.day - right.day || (left.name < right.name ? -1 : 1));
}

export function placesOf(): readonly HolidayPlace[] {
  const all = new HolidayCalendar();
  const places = Object.entries(all.getCountries("en")).flatMap(([country, name]) => [
    { code: country, name },
    ...Object.entries(all.getStates(country, "en") ?? {}).map(([state, region]) => ({
      code: `${country}-${state}`,
      name: `${name}, ${region}`,
      ...englishOf(`${country}-${state}`),
    })),
  ]);
  return places.toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

/** Regions that the calendars name in their own language only. */
const englishNames: Readonly<Record<string, string>> = {
  ...{ "DE-BY": "Bavaria", "DE-HE": "Hesse", "DE-NI": "Lower Saxony", "DE-NW": "North Rhine-Westphalia" },
  ...{ "DE-RP": "Rhineland-Palatinate", "DE-SN": "Saxony", "DE-ST": "Saxony-Anhalt", "DE-TH": "Thuringia" },
  ...{ "DE-MV": "Mecklenburg-Western Pomerania", "DE-HB": "Bremen", "DE-HH": "Hamburg" },
  ...{ "IT-32": "South Tyrol", "ES-AN": "Andalusia" },
};

function englishOf(code: string): Pick<HolidayPlace, "english"> {
  const english = englishNames[code];
  return english === undefined ? {} : { english };
}

function calendarOf(place: string): HolidayCalendar {
  const [country = "", ...rest] = place.toUpperCase().split("-");
  const region = rest.join("-");
  const all = new HolidayCalendar();
  if (!(country in all.getCountries()))
    throw new EngineError("wrong-arguments", `There are no holidays of "${place}".`, {
      hint: "Write a country's two letters, and a region of it after a hyphen: DE, DE-BY, US, GB-SCT.",
    });
  if (region === "") return new HolidayCalendar(country);
  const states = all.getStates(country) ?? {};
  if (!(region in states))
    throw new EngineError("wrong-arguments", `There are no holidays of "${region}" in ${country}.`, {
      hint:
        Object.keys(states).length === 0
          ? `${country} has no regions here.`
          : `Its regions are: ${Object.keys(states).join(", ")}.`,
    });
  return new HolidayCalendar(country, region);
}
