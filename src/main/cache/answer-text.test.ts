import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { answerOf, answerText } from "./answer-text.ts";

const roundTrip = (value: unknown): unknown => {
  const text = answerText(value);
  return text === null ? "refused" : answerOf(text);
};

test("what is kept comes back as it was, whatever it is", () => {
  fc.assert(
    fc.property(
      fc.anything({
        withNullPrototype: true,
        withTypedArray: true,
        withDate: true,
        withSparseArray: true,
        withMap: true,
      }),
      (value) => {
        const text = answerText(value);
        expect(text === null || isDeepStrictEqual(answerOf(text), value)).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
});

test("plain answers are kept, odd numbers included", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.double(), (value, number) => {
      const answer = { value: [value, "__proto__"], number: [number, -0, Number.NaN, Number.POSITIVE_INFINITY] };
      const text = answerText(answer);
      const isLikeNumber = JSON.stringify(value).includes('{"number":');
      const hasProto = JSON.stringify(value).includes('"__proto__":') || JSON.stringify(value).includes('"toJSON":');
      expect(text !== null || isLikeNumber || hasProto).toBe(true);
    }),
  );
  expect(roundTrip({ a: [1, -0, Number.NaN, { b: Number.NEGATIVE_INFINITY }], c: null, number: 3 })).toEqual({
    a: [1, -0, Number.NaN, { b: Number.NEGATIVE_INFINITY }],
    ...{ c: null, number: 3 },
  });
});

test("what would come back as something else is refused", () => {
  for (const value of [undefined, { a: undefined }, [undefined], Float32Array.of(1), new Date(0), { number: "1" }, 1n])
    expect(roundTrip(value)).toBe("refused");
});
