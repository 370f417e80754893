import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checksum, checksumOf, checksumSteps, requireAllIntact, requireIntact } from "./checksum.ts";

const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });

describe("a checksum", () => {
  test("is another after any one flipped bit", () => {
    fc.assert(
      fc.property(bytes, fc.nat(), (content, bit) => {
        const damaged = content.slice();
        const at = bit % (content.length * 8);
        damaged[at >> 3] = (damaged[at >> 3] ?? 0) ^ (1 << (at & 7));
        const [before, after] = [checksum(content), checksum(damaged)];
        expect(after.slice(0, 8)).not.toBe(before.slice(0, 8));
        expect(after.slice(8)).not.toBe(before.slice(8));
      }),
    );
  });

  test("depends on the content only, not on where it lies in memory", () => {
    fc.assert(
      fc.property(bytes, fc.nat({ max: 9 }), (content, offset) => {
        const moved = new Uint8Array(content.length + offset);
        moved.set(content, offset);
        expect(checksum(moved.subarray(offset))).toBe(checksum(content));
      }),
    );
  });

  test("tells NaNs, signs of zero, order, length and borders of parts apart", () => {
    const one = Float64Array.of(1, 2, 0);
    const all = [
      checksum(one),
      checksum(Float64Array.of(1, 2, -0)),
      checksum(Float64Array.of(2, 1, 0)),
      checksum(Float64Array.of(1, 2)),
      checksum(Float64Array.of(1, 2), Float64Array.of(0)),
      checksum(Float64Array.of(1), Float64Array.of(2, 0)),
      checksum(Float64Array.of(1, 2, Number.NaN)),
      checksum(one, ""),
      checksum(one, "a"),
      checksum("a", one),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  test("of a large array pauses on the way and comes to the same", () => {
    const large = Float64Array.from({ length: 700_000 }, (_, index) => index);
    const steps = checksumSteps([large, "x"]);
    let pauses = 0;
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) pauses += 1;
    expect(pauses).toBe(2);
    expect(step.value).toBe(checksum(large, "x"));
    large[699_999] = 0;
    expect(checksum(large, "x")).not.toBe(step.value);
  });

  test("of more parts than a call takes arguments", () => {
    const parts = Array.from({ length: 300_000 }, () => "x");
    const sum = checksumOf(parts);
    expect(sum).toBe(checksumOf([...parts]));
    requireAllIntact("forecasts", sum, parts);
    parts[299_999] = "y";
    expect(() => requireAllIntact("forecasts", sum, parts)).toThrow("changed on the way");
  });

  test("that does not fit is refused in words", () => {
    const values = Float32Array.of(1, 2);
    const sum = checksum(values);
    requireIntact("forecast", sum, values);
    values[1] = 3;
    expect(() => requireIntact("forecast", sum, values)).toThrowError(
      expect.objectContaining({ code: "damaged-in-transit" }),
    );
  });
});
