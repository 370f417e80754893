import { mkdirSync, readFileSync, renameSync, rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { EngineError } from "#domain/errors";
import { refusalOf } from "../domain/errors/testing.ts";
import { Killed, place as placeIn } from "./watch-fixtures.ts";

function place() {
  const made = placeIn();
  onTestFinished(() => rmSync(made.folder, { recursive: true, force: true }));
  return made;
}

test("a file is taken once it has stopped growing, and its outputs come together", async () => {
  const { drop, start, clock, listed, out } = place();
  const { round, close } = start();
  drop("a.csv", "1");
  await round();
  clock.ms += 2_000;
  drop("a.csv", "1,2");
  await round();
  clock.ms += 1_999;
  expect((await round()).handled).toBe(0);
  expect(listed("out")).toEqual([]);
  clock.ms += 1;
  expect((await round()).handled).toBe(1);
  expect(listed("out")).toEqual(["a.csv.forecast.csv", "a.csv.forecast.json"]);
  expect(out("a.csv.forecast.json")).toBe("json of 1,2");
  close();
});

test("a file that is renamed into the folder is taken, and names of unfinished files are not", async () => {
  const { drop, start, input, listed } = place();
  const { settle, close } = start();
  for (const name of ["a.csv.part", ".b.csv", "c.csv.tmp", "~d.csv", "e.csv~"]) drop(name, name);
  mkdirSync(join(input, "folder"));
  await settle();
  expect(listed("out")).toEqual([]);
  renameSync(join(input, "a.csv.part"), join(input, "a.csv"));
  await settle();
  expect(listed("out")).toEqual(["a.csv.forecast.csv", "a.csv.forecast.json"]);
  close();
});

test("what was forecast is not forecast again, also after a restart, a touch and when it comes once more", async () => {
  const { drop, start, input, written } = place();
  drop("a.csv", "1");
  const first = start();
  await first.settle();
  utimesSync(join(input, "a.csv"), 5, 5);
  await first.settle();
  first.close();
  const second = start();
  await second.settle();
  rmSync(join(input, "a.csv"));
  await second.settle();
  drop("a.csv", "1");
  await second.settle();
  expect(written).toHaveLength(1);
  drop("a.csv", "2");
  await second.settle();
  expect(written).toHaveLength(2);
  second.close();
});

test("a file that somebody writes to while it is forecast is forecast as it is afterwards, and no other way", async () => {
  const { drop, start, during, out, written } = place();
  const { settle, close } = start();
  drop("a.csv", "1");
  let times = 0;
  during(() => {
    times += 1;
    if (times === 1) drop("a.csv", "1,2");
  });
  await settle();
  expect(out("a.csv.forecast.csv")).toBe("csv of 1,2");
  expect([times, written.length]).toEqual([2, 1]);
  close();
});

test("what can't be used goes aside with the reason, and comes back when it is mended", async () => {
  const { drop, start, listed, folder } = place();
  const { settle, close } = start();
  drop("a.csv", "bad");
  await settle();
  expect([listed("in"), listed("out"), listed("out", "failed")]).toEqual([
    ...[[], ["failed"], ["a.csv", "a.csv.reason.json"]],
  ]);
  expect(JSON.parse(readFileSync(join(folder, "out/failed/a.csv.reason.json"), "utf8"))).toMatchObject({
    file: "a.csv",
    sentence: 'This is no number. (row 7, column "orders")',
    error: { code: "bad-number", row: 7, column: "orders" },
    attempts: 1,
    app: "1",
  });
  drop("a.csv", "bad again");
  await settle();
  expect(listed("out", "failed")).toHaveLength(4);
  drop("a.csv", "good");
  await settle();
  expect(listed("out")).toEqual(["a.csv.forecast.csv", "a.csv.forecast.json", "failed"]);
  close();
});

test("what may pass is tried again after longer and longer pauses, and then goes aside", async () => {
  const { drop, start, events, failures, listed } = place();
  const { settle, close } = start();
  drop("a.csv", "1");
  drop("b.csv", "2");
  const crash = () => new EngineError("worker-crashed", "It crashed.");
  failures.set("a.csv", [crash(), crash()]);
  failures.set("b.csv", Array.from({ length: 9 }, crash));
  await settle();
  const pauses = (file: string) =>
    events.flatMap((one) => (one.event === "retry" && one.file === file ? [one.inMs] : []));
  expect(pauses("a.csv")).toEqual([5_000, 30_000]);
  expect(pauses("b.csv")).toEqual([5_000, 30_000, 120_000, 600_000]);
  expect(listed("out", "failed")).toEqual(["b.csv", "b.csv.reason.json"]);
  expect(listed("out")).toContain("a.csv.forecast.csv");
  close();
});

test("a full disk is no fault of the file's, however long it lasts", async () => {
  const { drop, start, failures, listed, events } = place();
  const { settle, close } = start();
  drop("a.csv", "1");
  failures.set(
    "a.csv",
    Array.from({ length: 8 }, () => new EngineError("cannot-write", "The disk is full.")),
  );
  await settle();
  expect(events.filter(({ event }) => event === "retry")).toHaveLength(8);
  expect(listed("out")).toEqual(["a.csv.forecast.csv", "a.csv.forecast.json"]);
  close();
});

test("without its model the watch ends, and every file stays where it is", async () => {
  const { drop, start, failures, listed } = place();
  const { settle, close } = start();
  drop("a.csv", "1");
  failures.set("a.csv", [new EngineError("model-damaged", "The model is damaged.")]);
  expect(await refusalOf(settle())).toMatchObject({ code: "model-damaged" });
  expect([listed("in"), listed("out")]).toEqual([["a.csv"], []]);
  close();
});

test("a file that ends the process again and again goes aside", async () => {
  const { drop, start, listed, folder, clock } = place();
  drop("a.csv", "1");
  for (let life = 0; life < 5; life++) {
    const one = start({}, { at: "forecast", isDone: false });
    await expect(one.settle()).rejects.toThrow(Killed);
    one.close();
    clock.ms += 1_000_000;
  }
  const last = start();
  await last.settle();
  expect(listed("out", "failed")).toEqual(["a.csv", "a.csv.reason.json"]);
  const reason = readFileSync(join(folder, "out/failed/a.csv.reason.json"), "utf8");
  expect(JSON.parse(reason)).toMatchObject({ error: { code: "input-poisonous" }, attempts: 6 });
  last.close();
});

test("a folder that is away for a while is said once, and looked at again", async () => {
  const { drop, start, input, events, listed, clock } = place();
  const { round, settle, close } = start();
  renameSync(input, `${input}-away`);
  await round();
  clock.ms += 5_000;
  await round();
  expect(events.map(({ event }) => event)).toEqual(["unreachable"]);
  renameSync(`${input}-away`, input);
  drop("a.csv", "1");
  await settle();
  expect(events.map(({ event }) => event)).toEqual(["unreachable", "reachable", "forecast"]);
  expect(listed("out")).toHaveLength(2);
  close();
});

test("once, a file that is to be tried again is tried once, due or not, and left for the next time", async () => {
  const { drop, start, failures, clock, events } = place();
  drop("a.csv", "1");
  failures.set(
    "a.csv",
    [1, 2].map(() => new EngineError("timed-out", "It took too long.")),
  );
  const { folder, round, close } = start({ isOnce: true });
  await folder.recover();
  for (let look = 0; look < 4; look++) {
    await round();
    clock.ms += 2_000;
  }
  expect(events.map(({ event }) => event)).toEqual(["retry"]);
  expect(folder.postponed).toMatchObject({ code: "timed-out" });
  close();
});
