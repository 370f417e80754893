/** What a message of a page may be before anything looks into it: plain data of bounded size. */

export interface MessageLimits {
  readonly depth: number;
  /** Also those in lists and objects. */
  readonly values: number;
  /** Of texts and names. */
  readonly characters: number;
}

/** A table that a window saves is the largest message there is: a million rows of a few columns. */
const messageLimits: MessageLimits = { depth: 64, values: 12_000_000, characters: 256_000_000 };

/**
 * Schemas look for what they know, and some of them write a message down as JSON on the way. This is asked first, so that neither a
 * circle, nor a tower of lists, nor a few shared lists that stand for billions keep main busy or end it. Each place counts, also where
 * the same object stands in several.
 *
 * @returns what is wrong, without a word of the message itself; null where it is plain data
 */
export function faultOfMessage(message: unknown, limits = messageLimits): string | null {
  let values = 0;
  let characters = 0;
  const look = (value: unknown, depth: number): string | null => {
    values += 1;
    if (values > limits.values) return "it has too many values";
    if (typeof value === "string") characters += value.length;
    else if (typeof value === "bigint" || typeof value === "function" || typeof value === "symbol")
      return "it is not plain data";
    if (characters > limits.characters) return "it has too much text";
    if (typeof value !== "object" || value === null) return null;
    if (depth === limits.depth) return "it is nested too deeply";
    if (Array.isArray(value)) {
      // By its length: one that is said to have billions of places has none of them.
      if (value.length > limits.values) return "it has too many values";
      for (let at = 0; at < value.length; at += 1) {
        const fault = look(value[at], depth + 1);
        if (fault !== null) return fault;
      }
      return null;
    }
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return "it is not plain data";
    for (const name of Object.keys(value)) {
      characters += name.length;
      const fault = look((value as Record<string, unknown>)[name], depth + 1);
      if (fault !== null) return fault;
    }
    return null;
  };
  return look(message, 0);
}
