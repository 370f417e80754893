import { expect, test } from "vitest";
import { createClient } from "../../bridge/client.ts";
import { FakeApi, FakeClock, settle } from "../../bridge/fixtures.ts";
import { createChartTimes } from "./chart-times.ts";

function setUp() {
  const told: unknown[] = [];
  const api = new FakeApi().always("diagnostics:measured", ({ times }) => {
    told.push(times);
    return { ok: true, value: {} };
  });
  const clock = new FakeClock();
  const times = createChartTimes(createClient(api), clock);
  const painted = (startTime: number, origin: number | null, source = "cache", dataset = "d"): void =>
    times.marked({ name: "fantail:painted", startTime, detail: { dataset, origin, source } });
  const stepped = (startTime: number, origin: number): void =>
    times.marked({ name: "fantail:origin", startTime, detail: { origin } });
  return { clock, told, times, painted, stepped };
}

test("the first chart of a file counts from its opening to its forecast, once", async () => {
  const { clock, told, times, painted } = setUp();
  times.opened("d", 100);
  painted(250, null);
  painted(300, 0, "computed", "other");
  painted(400, 0, "computed");
  painted(500, 0);
  clock.advance(1000);
  await settle();
  expect(told).toEqual([[{ kind: "firstChart", ms: 300 }]]);
});

test("a step of the origin counts to the chart of just that origin, where its forecast was known", async () => {
  const { clock, told, painted, stepped } = setUp();
  stepped(10, -1);
  stepped(20, -2);
  painted(25, -1);
  painted(40, -2);
  painted(60, -2);
  stepped(100, -3);
  painted(180, -3, "computed");
  clock.advance(999);
  await settle();
  expect(told).toEqual([]);
  clock.advance(1);
  await settle();
  expect(told).toEqual([[{ kind: "cachedChart", ms: 20 }]]);
  stepped(2000, -4);
  painted(2007, -4);
  clock.advance(1000);
  await settle();
  expect(told).toHaveLength(2);
});
