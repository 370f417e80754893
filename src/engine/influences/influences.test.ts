import fc from "fast-check";
import { expect, test } from "vitest";
import type { Holiday } from "#domain/influence";
import { dayMs, hourMs } from "#domain/series";
import { randomFrom } from "#engine/numerics";
import {
  eventsCsv,
  fitInfluences,
  type InfluencedSeries,
  judgeInfluences,
  knownThen,
  parseEvents,
  poolEffects,
  withAhead,
} from "./index.ts";

const start = Date.UTC(2021, 0, 1) / dayMs;
const day = { unit: "day", count: 1 } as const;

/** Four a year, on whatever weekday they fall, and one that is only in the calendar. */
const holidays: readonly Holiday[] = [2021, 2022, 2023, 2024].flatMap((year) => [
  ...(["01-06", "05-01", "10-03", "12-26"] as const).map((date) => ({
    name: `Day of ${date}`,
    day: Date.parse(`${year}-${date}T00:00:00Z`) / dayMs,
    kind: "everyone" as const,
  })),
  { name: "Tulip day", day: Date.parse(`${year}-03-11T00:00:00Z`) / dayMs, kind: "some" as const },
]);

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

interface Made {
  readonly steps?: number;
  readonly horizon?: number;
  readonly effect?: (at: { readonly step: number; readonly day: number }) => number;
  readonly noise?: number;
}

/** Daily, with a week, a slow level and noise that carries over. */
function daily({ steps = 1_200, horizon = 28, effect = () => 1, noise = 0.05 }: Made = {}): InfluencedSeries {
  const random = randomFrom(7);
  let carried = 0;
  const values = Float64Array.from({ length: steps }, (_, step) => {
    carried = 0.4 * carried + noise * normal(random);
    const week = [0.6, 1.1, 1.2, 1.15, 1.1, 1, 0.7][(step + 5) % 7] as number;
    return 200 * week * (1 + 0.1 * Math.sin(step / 180)) * effect({ step, day: start + step }) * Math.exp(carried);
  });
  return {
    values,
    times: Float64Array.from({ length: steps + horizon }, (_, step) => (start + step) * dayMs),
    frequency: day,
    holidays,
    events: [],
    columns: [],
  };
}

const isHoliday = (wanted: number): boolean => holidays.some((one) => one.kind === "everyone" && one.day === wanted);

test("finds what holidays do, and says it of each of them with how often it was there", () => {
  const { effects, isRelative } = fitInfluences(daily({ effect: (at) => (isHoliday(at.day) ? 0.7 : 1) }));
  expect(isRelative).toBe(true);
  const own = effects.filter(({ name }) => name.startsWith("Day of"));
  expect(own).toHaveLength(4);
  for (const { effect, error, seen, name } of own) {
    expect(seen, name).toBeGreaterThanOrEqual(3);
    expect(effect, name).toBeGreaterThan(-0.42);
    expect(effect, name).toBeLessThan(-0.18);
    expect(error, name).toBeLessThan(0.1);
  }
});

test("a holiday that was never seen does what public holidays do; one seen once has no effect of its own", () => {
  const made = daily({ steps: 1_000, effect: (at) => (isHoliday(at.day) ? 0.7 : 1) });
  const next = start + 1_000 + 10;
  const { parts } = fitInfluences({
    ...made,
    holidays: [...holidays, { name: "New holiday", day: next, kind: "everyone" }],
  });
  const part = parts.find(({ name }) => name === "New holiday");
  expect(Math.exp(part?.ahead[10] ?? 0)).toBeGreaterThan(0.6);
  expect(Math.exp(part?.ahead[10] ?? 0)).toBeLessThan(0.85);
  expect(part?.ahead[9]).not.toBe(undefined);
});

test("the remainder and the parts make up the series, and the parts what is put back", () => {
  const made = daily({ effect: (at) => (isHoliday(at.day) ? 0.7 : 1) });
  const { remainder, parts, ahead } = fitInfluences(made);
  for (const step of [5, 120, 275, 359, 1_100]) {
    const sum = parts.reduce((total, { past }) => total + (past[step] as number), 0);
    expect((remainder[step] as number) * Math.exp(sum)).toBeCloseTo(made.values[step] as number, 9);
  }
  ahead.forEach((value, step) =>
    expect(parts.reduce((total, part) => total + (part.ahead[step] as number), 0)).toBeCloseTo(value, 9),
  );
});

test("a series that nothing moves is left as it is, but for a little", () => {
  const made = daily();
  const { remainder } = fitInfluences(made);
  const changes = remainder.map((value, step) => Math.abs(Math.log(value / (made.values[step] as number))));
  expect(Math.max(...changes)).toBeLessThan(0.06);
});

test("finds the curve of a temperature that moves a series at both ends", () => {
  const random = randomFrom(3);
  const heat = Float64Array.from(
    { length: 1_228 },
    (_, step) => 12 - 10 * Math.cos((2 * Math.PI * step) / 365) + 3 * normal(random),
  );
  const curve = (celsius: number): number => Math.max(0, 10 - celsius) * 2 + Math.max(0, celsius - 18) * 3;
  const made = daily({ effect: ({ step }) => (100 + curve(heat[step] as number)) / 100, noise: 0.01 });
  const { parts } = fitInfluences({ ...made, holidays: [], columns: [{ name: "temperature", values: heat }] });
  const [part] = parts;
  const told = (celsius: number): number => {
    const near = [...(part?.past ?? [])].filter((_, step) => Math.abs((heat[step] as number) - celsius) < 1);
    return near.reduce((sum, one) => sum + one, 0) / near.length;
  };
  expect(told(2) - told(14)).toBeGreaterThan(0.09);
  expect(told(24) - told(14)).toBeGreaterThan(0.09);
});

test("a column that is not known for the whole horizon is not used, and that is said", () => {
  const values = new Float64Array(1_228).map((_, step) => Math.sin(step));
  values.fill(Number.NaN, 1_210);
  const { notes, parts } = fitInfluences({ ...daily(), holidays: [], columns: [{ name: "price", values }] });
  expect(parts).toEqual([]);
  expect(notes).toEqual(['"price" is known for 10 of 28 steps ahead, so it is not used.']);
});

test("what was not known at an origin changes nothing of what is said there", () => {
  const finite = fc.double({ min: -100, max: 100, noNaN: true });
  const horizon = 7;
  fc.assert(
    fc.property(
      fc.array(finite, { minLength: 60, maxLength: 90 }),
      fc.array(fc.tuple(finite, finite), { minLength: 100, maxLength: 100 }),
      fc.integer({ min: 0, max: 12 }),
      (list, pairs, ahead) => {
        const steps = list.length;
        const times = Float64Array.from({ length: steps + horizon }, (_, step) => (start + step) * dayMs);
        const column = Float64Array.from(times, (_, step) => pairs[step]?.[0] ?? 0);
        const other = column.map((value, step) => (step < steps + ahead ? value : (pairs[step]?.[1] ?? 0)));
        const fitted = (values: Float64Array) =>
          fitInfluences({
            ...{ values: Float64Array.from(list), times, frequency: day, holidays: [], events: [] },
            columns: [{ name: "price", values: knownThen(values, steps, ahead) }],
          });
        expect(fitted(other)).toEqual(fitted(column));
        // Less than the horizon is of no use.
        expect(fitted(column).parts.length).toBeLessThanOrEqual(ahead < horizon ? 0 : 1);
      },
    ),
    { numRuns: 40 },
  );
});

test("each word of a column does its own, where it stands; one that never stood does nothing", () => {
  const steps = 600;
  const sky = Array.from({ length: steps + 28 }, (_, step) =>
    step >= steps + 20 ? "snow" : step % 5 === 0 ? "rain" : "sun",
  );
  const made = daily({ steps, effect: ({ step }) => (sky[step] === "rain" ? 0.8 : 1), noise: 0.02 });
  const columns = ["rain", "sun", "snow"].map((word) => ({
    ...{ name: `sky: ${word}`, isWord: true },
    values: Float64Array.from(sky, (own) => (own === word ? 1 : 0)),
  }));
  const { effects, ahead, notes } = fitInfluences({ ...made, holidays: [], columns });
  const of = (word: string) => effects.find(({ name }) => name === `sky: ${word}`);
  expect((of("rain")?.effect ?? 0) - (of("sun")?.effect ?? 0)).toBeLessThan(-0.15);
  expect(of("rain")?.seen).toBe(120);
  expect(of("rain")?.ahead).toHaveLength(4);
  expect(Math.exp((ahead[0] as number) - (ahead[1] as number))).toBeLessThan(0.85);
  expect(notes).toEqual(['"sky: snow" was not seen before, so no effect of it is known.']);
});

test("an event does again what it did; one that never was does nothing, and that is said", () => {
  const sale = (step: number): boolean => step % 300 >= 100 && step % 300 < 104;
  const dateOf = (step: number): string => new Date((start + step) * dayMs).toISOString().slice(0, 10);
  const made = daily({ steps: 1_090, effect: ({ step }) => (sale(step) ? 1.5 : 1) });
  const events = [
    ...[100, 400, 700, 1_000].map((step) => ({ name: "Sale", from: dateOf(step), to: dateOf(step + 3) })),
    { name: "Sale", from: dateOf(1_095), to: dateOf(1_096) },
    { name: "Fair", from: dateOf(1_100), to: dateOf(1_100) },
  ];
  const { effects, ahead, notes } = fitInfluences({ ...made, holidays: [], events });
  expect(effects[0]).toMatchObject({ name: "Sale", kind: "event", seen: 4, isRelative: true });
  expect(effects[0]?.effect).toBeGreaterThan(0.35);
  expect(Math.exp(ahead[5] as number)).toBeGreaterThan(1.3);
  expect(ahead[10]).toBe(0);
  expect(notes).toEqual(['"Fair" was not seen before, so no effect of it is known.']);
});

test("within a day, holidays have a course of hours", () => {
  const random = randomFrom(5);
  const hours = 24 * 500;
  const times = Float64Array.from({ length: hours + 24 }, (_, step) => start * dayMs + step * hourMs);
  const values = Float64Array.from({ length: hours }, (_, step) => {
    const hour = step % 24;
    const isOff = isHoliday(start + Math.floor(step / 24));
    return (100 + 50 * Math.sin((hour / 24) * Math.PI) * (isOff ? 0.4 : 1)) * Math.exp(0.01 * normal(random));
  });
  const { parts, isRelative } = fitInfluences({
    values,
    times,
    frequency: { unit: "hour", count: 1 },
    holidays,
    events: [],
    columns: [],
  });
  const first = holidays.find(({ day: at }) => [1, 2, 3, 4, 5].includes((at + 4) % 7))?.day as number;
  const at = (hour: number): number =>
    parts.reduce((sum, { past }) => sum + (past[(first - start) * 24 + hour] as number), 0);
  expect(isRelative).toBe(true);
  expect(at(12)).toBeLessThan(-0.1);
  expect(Math.abs(at(0))).toBeLessThan(0.05);
});

test("working days move months", () => {
  const random = randomFrom(11);
  const times = Float64Array.from({ length: 132 }, (_, month) => Date.UTC(2012, month, 1));
  const values = Float64Array.from({ length: 120 }, (_, month) => {
    let working = 0;
    for (let at = Date.UTC(2012, month, 1); at < Date.UTC(2012, month + 1, 1); at += dayMs)
      if (![0, 6].includes(new Date(at).getUTCDay())) working += 1;
    return (
      1_000 *
      (1 + 0.03 * (working - 21)) *
      (1 + 0.2 * Math.sin((month * Math.PI) / 6)) *
      Math.exp(0.005 * normal(random))
    );
  });
  const { effects } = fitInfluences({
    ...{ values, times, frequency: { unit: "month", count: 1 }, events: [], columns: [] },
    holidays: [{ name: "Far away", day: times[130]! / dayMs + 3, kind: "everyone" }],
  });
  expect(effects[0]).toMatchObject({ name: "Working days", kind: "calendar" });
  expect(effects[0]?.effect).toBeGreaterThan(0.04);
});

test("what other series show helps one that is short", () => {
  const effect = ({ day: at }: { readonly day: number }): number => (isHoliday(at) ? 0.6 : 1);
  const pooled = poolEffects(Array.from({ length: 6 }, () => fitInfluences(daily({ effect, noise: 0.03 }))));
  const short = daily({ steps: 100, horizon: 60, effect, noise: 0.03 });
  const at = holidays.find(({ name, day: one }) => name === "Day of 05-01" && one > start + 100)?.day as number;
  const alone = fitInfluences(short).ahead[at - start - 100] as number;
  const together = fitInfluences(short, pooled).ahead[at - start - 100] as number;
  expect(together).toBeLessThan(alone - 0.05);
});

test("puts factors and summands back on all levels, and keeps what can't be negative from it", () => {
  const quantiles = Float32Array.of(10, 20, 30, 40);
  const ahead = Float64Array.of(Math.log(0.5), 0);
  expect([...withAhead(quantiles, { ahead, isRelative: true }, true)]).toEqual([5, 20, 15, 40]);
  expect([...withAhead(quantiles, { ahead: Float64Array.of(-15, 1), isRelative: false }, true)]).toEqual([
    0, 21, 15, 41,
  ]);
});

test("past and future of a fit are finite whatever the values are", () => {
  const numbers = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constant(Number.NaN), fc.constant(0));
  fc.assert(
    fc.property(
      fc.array(numbers, { minLength: 1, maxLength: 80 }),
      fc.integer({ min: 1, max: 20 }),
      (list, horizon) => {
        const values = Float64Array.from(list);
        const times = Float64Array.from({ length: list.length + horizon }, (_, step) => (start + step) * dayMs);
        const { remainder, ahead } = fitInfluences({
          values,
          times,
          frequency: day,
          holidays,
          events: [],
          columns: [],
        });
        expect(ahead).toHaveLength(horizon);
        expect(ahead.every(Number.isFinite)).toBe(true);
        remainder.forEach((value, step) => expect(Number.isNaN(value)).toBe(Number.isNaN(values[step])));
      },
    ),
    { numRuns: 60 },
  );
});

test("files of events are read as they are written, and a row that is none is named", () => {
  const events = [
    { name: "Sale, spring", from: "2024-03-01", to: "2024-03-05" },
    { name: "Fair", from: "2024-05-01", to: "2024-05-01" },
  ];
  expect(parseEvents(eventsCsv(events))).toEqual(events);
  expect(parseEvents("from;name\n2024-05-01;Fair\n\n")).toEqual([events[1]]);
  expect(() => parseEvents("name,from\nFair,2024-02-30")).toThrow('"2024-02-30" is no day.');
  expect(() => parseEvents("name,from,to\nFair,2024-02-20,2024-02-19")).toThrow("ends before it begins");
  expect(() => parseEvents("name\nFair")).toThrow('it has no column "from"');
});

test("influences help where the past says so and the newest past agrees", () => {
  const judge = (pairs: readonly (readonly [number, number])[]) =>
    judgeInfluences(
      pairs.map(([without, withThem]) => ({ without, withThem })),
      14,
      day,
      { text: "holidays", isSingular: false },
    );
  const better = Array.from({ length: 12 }, (_, index) => [10 + (index % 3), 8.8 + (index % 3)] as const);
  expect(judge(better)).toMatchObject({
    helps: true,
    origins: 12,
    reason: "holidays help: error −11\u00A0% over 24 weeks of the past",
  });
  expect(judge([...better.slice(0, 8), ...better.slice(8).map(([one]) => [one, one + 1] as const)]).reason).toMatch(
    /^holidays helped earlier, but not lately: error \+\d+\u00A0% at the newest 4 of 12 past forecasts$/,
  );
  expect(judge(better.map(([one]) => [one, one * 1.01] as const))).toMatchObject({ helps: false });
  expect(judge(better.map(([one]) => [one, one] as const))).toMatchObject({ helps: false });
  // One lucky origin proves nothing.
  expect(judge(better.map(([one], index) => [one, index === 2 ? 5 : one * 1.02] as const))).toMatchObject({
    helps: false,
    reason: "it is not sure that holidays help: error −3\u00A0% over 24 weeks of the past may be chance",
  });
  expect(judge(better.slice(0, 3)).reason).toBe("the past is too short to tell whether holidays help");
});
