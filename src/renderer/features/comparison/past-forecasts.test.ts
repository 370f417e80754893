import { expect, test } from "vitest";
import { createClient } from "../../bridge/client.ts";
import { FakeApi, FakeClock, forecastOf, settle } from "../../bridge/fixtures.ts";
import { loadPastForecasts, redrawMs } from "./past-forecasts.ts";

const compared = { dataset: "d", series: "a", horizon: 6 };

function setUp(count: number) {
  const api = new FakeApi();
  const clock = new FakeClock();
  const abort = new AbortController();
  const told: number[][] = [];
  const wanted = Array.from({ length: count }, (_, index) => ({ model: "m", origin: -index - 6 }));
  const end = loadPastForecasts({ client: createClient(api), clock }, compared, wanted, abort.signal, (forecasts) =>
    told.push(forecasts.map(({ origin }) => origin)),
  );
  /** Answers the oldest question. */
  const answer = async (origin: number): Promise<void> => {
    api.answer("forecast:get", { ok: true, value: forecastOf({ ...compared, model: "m", origin }) });
    await settle();
    await settle();
  };
  return { api, clock, abort, told, end, answer };
}

test("many answers are told together, and all of them at the end, however soon it comes", async () => {
  const { clock, told, end, answer } = setUp(6);
  for (const origin of [-6, -7, -8]) await answer(origin);
  expect(told).toEqual([]);
  clock.advance(redrawMs);
  expect(told).toEqual([[-6, -7, -8]]);
  clock.advance(10 * redrawMs);
  expect(told).toHaveLength(1);
  for (const origin of [-9, -10, -11]) await answer(origin);
  expect(await end).toBeNull();
  expect(told.at(-1)).toEqual([-6, -7, -8, -9, -10, -11]);
  expect(told).toHaveLength(2);
  expect(clock.timers).toBe(0);
});

test("nothing is told once it is given up", async () => {
  const { clock, abort, told, end, answer } = setUp(6);
  await answer(-6);
  abort.abort();
  await end;
  clock.advance(redrawMs);
  expect(told).toEqual([]);
});

test("one that fails is said, and the others come all the same", async () => {
  const { api, told, end, answer } = setUp(2);
  api.answer("forecast:get", { ok: false, error: { code: "timed-out", message: "Too slow." } });
  await answer(-7);
  expect(await end).toMatchObject({ message: "Too slow." });
  expect(told).toEqual([[-7]]);
});
