import { expect, test } from "vitest";
import { checkCase } from "./fuzz-check.ts";
import { builtInSeeds, makeCase } from "./fuzz-mutations.ts";

test("a few hundred mutated files neither crash nor hang the import", { timeout: 60_000 }, async () => {
  const seeds = builtInSeeds();
  for (let seed = 1; seed <= 400; seed += 1) {
    const outcome = await checkCase(makeCase(seeds, seed));
    expect(outcome.problem, `seed ${seed}`).toBeNull();
    expect(outcome.cpuMs, `seed ${seed}`).toBeLessThan(2000);
  }
});
