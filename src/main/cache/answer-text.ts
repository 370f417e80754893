/** Answers as text and back: JSON, in which numbers that it does not know are objects of one field. */

/**
 * Null for what would not come back as it was. Answers are written in main, some with thousands of numbers: they are looked
 * through once, and not read back to compare.
 */
export function answerText(value: unknown): string | null {
  const found = { hasOddNumber: false };
  if (!isPlain(value, found)) return null;
  return found.hasOddNumber ? JSON.stringify(value, written) : JSON.stringify(value);
}

export function answerOf(text: string): unknown {
  return text.includes(mark) ? JSON.parse(text, read) : JSON.parse(text);
}

const name = "number";
const mark = `{"${name}":`;

function isPlain(value: unknown, found: { hasOddNumber: boolean }): boolean {
  switch (typeof value) {
    case "number":
      if (isOdd(value)) found.hasOddNumber = true;
      return true;
    case "string":
    case "boolean":
      return true;
    case "object":
      break;
    default:
      return false;
  }
  if (value === null) return true;
  if (Array.isArray(value)) {
    // Holes and further fields are no part of JSON.
    if (Object.keys(value).length !== value.length) return false;
    return value.every((one) => isPlain(one, found));
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  if (Object.getOwnPropertySymbols(value).length > 0) return false;
  const names = Object.keys(value);
  // What looks like a number that JSON does not know would become one; and what is called so is taken for something else.
  if (names.includes("__proto__") || names.includes("toJSON")) return false;
  if (names.length === 1 && names[0] === name) return false;
  return names.every((one) => isPlain((value as Record<string, unknown>)[one], found));
}

function isOdd(value: number): boolean {
  return !Number.isFinite(value) || Object.is(value, -0);
}

function written(_name: string, part: unknown): unknown {
  if (typeof part !== "number" || !isOdd(part)) return part;
  return { [name]: Object.is(part, -0) ? "-0" : String(part) };
}

function read(_name: string, part: unknown): unknown {
  if (part === null || typeof part !== "object" || Object.keys(part).join() !== name) return part;
  return Number((part as Readonly<Record<string, unknown>>)[name]);
}
