import type { IngestedSeries } from "#domain/series";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Sha256 } from "#engine/ingest/request";
import { contentHash } from "./content-hash.ts";

const dayMs = 86_400_000;

function seriesOf(more: Partial<IngestedSeries> = {}): IngestedSeries {
  const values = more.values ?? Float64Array.of(1, 2, Number.NaN, 4);
  return {
    id: "a",
    frequency: { unit: "day", count: 1 },
    times: Float64Array.from(values, (_, step) => step * dayMs),
    values,
    missing: 1,
    seasonLengths: [7],
    isNonNegative: true,
    flags: { steps: {}, total: 0, spans: [] },
    ...more,
  };
}

function sha256(): Sha256 {
  const hash = createHash("sha256");
  return { update: (bytes) => void hash.update(bytes), hexDigest: () => hash.digest("hex") };
}

const hashOf = (...series: IngestedSeries[]): Promise<string> => contentHash(series, sha256, () => Promise.resolve());

describe("the content hash", () => {
  test.each<[what: string, other: IngestedSeries]>([
    ["times", seriesOf({ times: Float64Array.of(1, 2, 3, 4).map((step) => step * dayMs) })],
    ["the last time", seriesOf({ times: Float64Array.of(0, 1, 2, 4).map((step) => step * dayMs) })],
    ["a step of the same length with another meaning", seriesOf({ frequency: { unit: "hour", count: 24 } })],
    ["the unit of steps", seriesOf({ frequency: { unit: "businessDay", count: 1 } })],
    ["the count of steps", seriesOf({ frequency: { unit: "day", count: 2 } })],
    ["a value", seriesOf({ values: Float64Array.of(1, 2, Number.NaN, 5) })],
    ["a value that is missing", seriesOf({ values: Float64Array.of(1, 2, 3, 4) })],
    ["a value more", seriesOf({ values: Float64Array.of(1, 2, Number.NaN, 4, 0) })],
    ["the id", seriesOf({ id: "b" })],
  ])("tells apart what differs in %s", async (_, other) => {
    expect(await hashOf(other)).not.toBe(await hashOf(seriesOf()));
  });

  test("does not look at what is known beside the content", async () => {
    const same = seriesOf({ missing: 0, seasonLengths: [], isNonNegative: false });
    expect(await hashOf(same)).toBe(await hashOf(seriesOf()));
  });

  test("knows one NaN, one zero and one way to write an accent", async () => {
    const odd = new Float64Array(2);
    new BigUint64Array(odd.buffer)[0] = 0x7ff8_0000_dead_beefn;
    odd[1] = -0;
    const plain = seriesOf({ id: "caf\u00e9", values: Float64Array.of(Number.NaN, 0) });
    expect(await hashOf(seriesOf({ id: "cafe\u0301", values: odd }))).toBe(await hashOf(plain));
  });

  test("is the same whatever order series come in and whether they share the array of their times", async () => {
    const times = Float64Array.of(0, dayMs);
    const [a, b] = ["a", "b"].map((id) => seriesOf({ id, times, values: Float64Array.of(1, 2) })) as [
      IngestedSeries,
      IngestedSeries,
    ];
    const expected = await hashOf(a, b);
    expect(await hashOf(b, a)).toBe(expected);
    expect(await hashOf(a, { ...b, times: times.slice() })).toBe(expected);
  });

  test("tells series apart wherever one ends and the next begins", async () => {
    const column = fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 4 });
    const content = fc.array(fc.record({ id: fc.constantFrom("a", "b", "a 1"), values: column }), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(content, content, async (one, other) => {
        const made = (all: typeof one): IngestedSeries[] =>
          all
            .map(({ id, values }, index) => seriesOf({ id: `${id}${index}`, values: Float64Array.from(values) }))
            .sort((left, right) => (left.id < right.id ? -1 : 1));
        const text = (all: typeof one): string => JSON.stringify(made(all).map(({ id, values }) => [id, [...values]]));
        expect((await hashOf(...made(one))) === (await hashOf(...made(other)))).toBe(text(one) === text(other));
      }),
    );
  });
});
