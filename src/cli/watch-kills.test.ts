import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Killed, place } from "./watch-fixtures.ts";

test(
  "wherever the process is killed, each file is forecast once or moved aside, and none is lost",
  { timeout: 120_000 },
  async () => {
    const names = ["a.csv", "b.csv", "c.xlsx"];
    const file = fc.record({ name: fc.constantFrom(...names), isGood: fc.boolean() });
    const kills = fc.array(fc.record({ at: fc.nat({ max: 45 }), isDone: fc.boolean() }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(file, { selector: ({ name }) => name, minLength: 1 }),
        kills,
        async (dropped, ends) => {
          const { start, drop, out, listed, written, folder, output, clock } = place();
          for (const { name, isGood } of dropped) drop(name, `${isGood ? "good" : "bad"} ${name}`);
          for (const kill of [...ends, null]) {
            const life = start({}, kill);
            const end = await life.settle().catch((error: unknown) => error);
            life.close();
            clock.ms += 1_000;
            if (end !== undefined && !(end instanceof Killed)) throw end;
          }
          const good = dropped.filter(({ isGood }) => isGood).map(({ name }) => name);
          const bad = dropped.filter(({ isGood }) => !isGood).map(({ name }) => name);
          expect(written).toHaveLength(good.length);
          expect(listed("in")).toEqual(good.sort());
          const outputs = good.flatMap((name) => [`${name}.forecast.csv`, `${name}.forecast.json`]);
          expect(listed("out")).toEqual([...outputs, ...(bad.length > 0 ? ["failed"] : [])].sort());
          for (const name of good)
            expect([out(`${name}.forecast.csv`), out(`${name}.forecast.json`)]).toEqual([
              ...[`csv of good ${name}`, `json of good ${name}`],
            ]);
          const aside = bad.flatMap((name) => [name, `${name}.reason.json`]).sort();
          expect(bad.length > 0 ? listed("out", "failed") : []).toEqual(aside);
          for (const name of bad) expect(readFileSync(join(folder, "out/failed", name), "utf8")).toBe(`bad ${name}`);
          expect(readdirSync(join(output, ".fantail-watch", "staging"))).toEqual([]);
          rmSync(folder, { recursive: true });
        },
      ),
      { numRuns: 60 },
    );
  },
);
