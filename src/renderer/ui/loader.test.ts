import { expect, test } from "vitest";
import { createLoader } from "./loader.ts";

function setUp() {
  const asked: PromiseWithResolvers<{ part: string }>[] = [];
  const addresses: string[] = [];
  const ask = (): Promise<{ part: string }> => {
    const answer = Promise.withResolvers<{ part: string }>();
    asked.push(answer);
    return answer.promise;
  };
  const loader = createLoader(
    ask,
    ({ part }) => part,
    (address) => {
      addresses.push(address);
      return ask();
    },
  );
  const seen: string[] = [];
  const stop = loader.subscribe(() => seen.push(loader.state().status));
  return { addresses, asked, loader, seen, stop };
}

test("nothing loads before it is needed, and then once for all", async () => {
  const { asked, loader, seen } = setUp();
  expect([loader.state(), asked.length]).toEqual([{ status: "idle" }, 0]);
  loader.load();
  loader.load();
  asked[0]?.resolve({ part: "part" });
  await expect.poll(() => loader.state()).toEqual({ status: "ready", value: "part" });
  loader.load();
  expect(asked).toHaveLength(1);
  expect(seen).toEqual(["loading", "ready"]);
});

test("what failed is loaded again when it is asked for again, from an address that the page has not given up", async () => {
  const { addresses, asked, loader, seen } = setUp();
  const needed = loader.whenReady();
  asked[0]?.reject(new TypeError("Failed to fetch dynamically imported module: app://fantail/assets/part.js"));
  await expect.poll(() => loader.state().status).toBe("failed");
  loader.load();
  asked[1]?.resolve({ part: "part" });
  expect(await needed).toBe("part");
  expect(addresses).toEqual(["app://fantail/assets/part.js?try=2"]);
  expect(seen).toEqual(["loading", "failed", "loading", "ready"]);
});

test("what fails for another reason is asked for as before", async () => {
  const { addresses, asked, loader } = setUp();
  loader.load();
  asked[0]?.reject(new SyntaxError("Unexpected end of input"));
  await expect.poll(() => loader.state().status).toBe("failed");
  loader.load();
  expect([asked.length, addresses]).toEqual([2, []]);
});

test("whoever left hears nothing more", async () => {
  const { asked, loader, seen, stop } = setUp();
  loader.load();
  stop();
  asked[0]?.resolve({ part: "part" });
  await expect.poll(() => loader.state().status).toBe("ready");
  expect(seen).toEqual(["loading"]);
});
