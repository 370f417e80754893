import { expect, test } from "vitest";
import { createLoader } from "./loader.ts";

function setUp() {
  const asked: PromiseWithResolvers<string>[] = [];
  const loader = createLoader(() => {
    const answer = Promise.withResolvers<string>();
    asked.push(answer);
    return answer.promise;
  });
  const seen: string[] = [];
  const stop = loader.subscribe(() => seen.push(loader.state().status));
  return { asked, loader, seen, stop };
}

test("nothing loads before it is needed, and then once for all", async () => {
  const { asked, loader, seen } = setUp();
  expect([loader.state(), asked.length]).toEqual([{ status: "idle" }, 0]);
  loader.load();
  loader.load();
  asked[0]?.resolve("part");
  await expect.poll(() => loader.state()).toEqual({ status: "ready", value: "part" });
  loader.load();
  expect(asked).toHaveLength(1);
  expect(seen).toEqual(["loading", "ready"]);
});

test("what failed is loaded again when it is asked for again", async () => {
  const { asked, loader, seen } = setUp();
  const needed = loader.whenReady();
  asked[0]?.reject(new TypeError("Failed to fetch dynamically imported module"));
  await expect.poll(() => loader.state().status).toBe("failed");
  loader.load();
  asked[1]?.resolve("part");
  expect(await needed).toBe("part");
  expect(seen).toEqual(["loading", "failed", "loading", "ready"]);
});

test("whoever left hears nothing more", async () => {
  const { asked, loader, seen, stop } = setUp();
  loader.load();
  stop();
  asked[0]?.resolve("part");
  await expect.poll(() => loader.state().status).toBe("ready");
  expect(seen).toEqual(["loading"]);
});
