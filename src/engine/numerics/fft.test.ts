import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { powerOfTwo, transform } from "./fft.ts";

const signal = fc
  .integer({ min: 0, max: 6 })
  .chain((exponent) =>
    fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 2 ** exponent, maxLength: 2 ** exponent }),
  );

describe("Fourier transform", () => {
  test("is the sum of its definition", () => {
    fc.assert(
      fc.property(signal, (values) => {
        const real = Float64Array.from(values);
        const imaginary = new Float64Array(values.length);
        transform(real, imaginary, "forward");
        for (let k = 0; k < values.length; k += 1) {
          const angle = (n: number): number => (-2 * Math.PI * k * n) / values.length;
          expect(real[k]).toBeCloseTo(
            values.reduce((sum, value, n) => sum + value * Math.cos(angle(n)), 0),
            9,
          );
          expect(imaginary[k]).toBeCloseTo(
            values.reduce((sum, value, n) => sum + value * Math.sin(angle(n)), 0),
            9,
          );
        }
      }),
    );
  });

  test("there and back gives what was given", () => {
    fc.assert(
      fc.property(signal, (values) => {
        const real = Float64Array.from(values);
        const imaginary = Float64Array.from(values).reverse();
        transform(real, imaginary, "forward");
        transform(real, imaginary, "inverse");
        values.forEach((value, index) => expect(real[index]).toBeCloseTo(value, 10));
        values.toReversed().forEach((value, index) => expect(imaginary[index]).toBeCloseTo(value, 10));
      }),
    );
  });

  test("other lengths than powers of two are refused", () => {
    expect(() => transform(new Float64Array(3), new Float64Array(3), "forward")).toThrow(RangeError);
    expect(() => transform(new Float64Array(4), new Float64Array(2), "forward")).toThrow(RangeError);
    expect(() => transform(new Float64Array(0), new Float64Array(0), "forward")).toThrow(RangeError);
  });

  test("the next power of two", () => {
    expect([1, 2, 3, 512, 513].map(powerOfTwo)).toEqual([1, 2, 4, 512, 1024]);
  });
});
