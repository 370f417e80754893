/**
 * In-place discrete Fourier transform of `real + i·imaginary`, radix 2 (Cooley & Tukey). The length is a power of two. The
 * inverse divides by the length.
 */
export function transform(real: Float64Array, imaginary: Float64Array, direction: "forward" | "inverse"): void {
  const length = real.length;
  if (length === 0 || (length & (length - 1)) !== 0 || imaginary.length !== length) {
    throw new RangeError(`the length of a transform is a power of two, not ${length}`);
  }
  reorder(real, imaginary);
  const sign = direction === "forward" ? -1 : 1;
  for (let size = 2; size <= length; size *= 2) {
    const half = size / 2;
    const { cosines, sines } = twiddles(half);
    for (let start = 0; start < length; start += size) {
      for (let offset = 0; offset < half; offset++) {
        const low = start + offset;
        const high = low + half;
        const cosine = cosines[offset] as number;
        const sine = sign * (sines[offset] as number);
        const re = real[high] as number;
        const im = imaginary[high] as number;
        const rotatedRe = re * cosine - im * sine;
        const rotatedIm = re * sine + im * cosine;
        real[high] = (real[low] as number) - rotatedRe;
        imaginary[high] = (imaginary[low] as number) - rotatedIm;
        real[low] = (real[low] as number) + rotatedRe;
        imaginary[low] = (imaginary[low] as number) + rotatedIm;
      }
    }
  }
  if (direction === "inverse") {
    for (let index = 0; index < length; index++) {
      real[index] = (real[index] as number) / length;
      imaginary[index] = (imaginary[index] as number) / length;
    }
  }
}

/** cos and sin of π·k/half; computed once per size, directly and not by recurrence, which would lose digits. */
const tables = new Map<number, { readonly cosines: Float64Array; readonly sines: Float64Array }>();

function twiddles(half: number): { readonly cosines: Float64Array; readonly sines: Float64Array } {
  const known = tables.get(half);
  if (known !== undefined) return known;
  const cosines = Float64Array.from({ length: half }, (_, index) => Math.cos((Math.PI * index) / half));
  const sines = Float64Array.from({ length: half }, (_, index) => Math.sin((Math.PI * index) / half));
  const table = { cosines, sines };
  tables.set(half, table);
  return table;
}

function reorder(real: Float64Array, imaginary: Float64Array): void {
  const length = real.length;
  let reversed = 0;
  for (let index = 1; index < length; index++) {
    let bit = length >> 1;
    for (; (reversed & bit) !== 0; bit >>= 1) reversed ^= bit;
    reversed ^= bit;
    if (index < reversed) {
      const re = real[index] as number;
      real[index] = real[reversed] as number;
      real[reversed] = re;
      const im = imaginary[index] as number;
      imaginary[index] = imaginary[reversed] as number;
      imaginary[reversed] = im;
    }
  }
}

/** The smallest power of two that is at least `value`. */
export function powerOfTwo(value: number): number {
  let size = 1;
  while (size < value) size *= 2;
  return size;
}
