import { expect, test } from "vitest";
import { PageCrashes } from "./page-crashes.ts";

test("a page that crashed is loaded again at once, then with pauses, and the fourth time in a row not at all", () => {
  const clock = { ms: 0 };
  const crashes = new PageCrashes(() => clock.ms);
  const pauses = Array.from({ length: 5 }, () => {
    clock.ms += 10_000;
    return crashes.next();
  });
  expect(pauses).toEqual([0, 1_000, 4_000, null, null]);
});

test("a page that lived for a minute starts again from the shortest pause, however often it crashed before", () => {
  const clock = { ms: 0 };
  const crashes = new PageCrashes(() => clock.ms);
  for (let crash = 0; crash < 4; crash += 1) crashes.next();
  clock.ms += 60_000;
  expect(crashes.next()).toBe(0);
  clock.ms += 59_999;
  expect(crashes.next()).toBe(1_000);
});

test("so does one that the user wants to see again", () => {
  const crashes = new PageCrashes(() => 0);
  for (let crash = 0; crash < 4; crash += 1) crashes.next();
  crashes.forget();
  expect(crashes.next()).toBe(0);
});
