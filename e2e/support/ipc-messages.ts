/**
 * Messages that no page of ours sends: made from the contract itself, by fast-check, so that a new request is fuzzed the day it is
 * added. A message begins as one that its schema takes, or nearly, and is damaged in a few places; others are nothing of the kind.
 */
import fc from "fast-check";
import type { z } from "zod";
import { requests, type RequestName } from "#contract/ipc";
import { errorCodes } from "#domain/errors";

export const messageClasses = [...new Set(Object.keys(requests).map(classOf)), "cancel", "grant", "envelope"] as const;

/** The capability that a request belongs to. */
function classOf(name: string): string {
  return name.slice(0, name.indexOf(":"));
}

export interface FuzzMessage {
  readonly channel: "request" | "cancel" | "grant";
  readonly payload: unknown;
}

/** Strings that stand for what is there, by the names of fields: messages with them come further than to the first look-up. */
export type KnownWords = Readonly<Record<string, string>>;

/** As JSON gives it: a property of its own, and no prototype. */
const polluting: unknown = JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}');

const hostileTexts = [
  "",
  " ",
  "\0",
  "\ud800",
  "../../../etc/passwd",
  "/etc/passwd",
  String.raw`\\server\share\a.csv`,
  String.raw`\\.\pipe\fantail`,
  String.raw`\\?\C:\a.csv`,
  "C:\\a.csv:stream",
  "CON",
  "NUL.csv",
  "file:///etc/passwd",
  "app://fantail/index.html",
  "__proto__",
  "constructor",
  "toString",
  "=cmd|' /C calc'!A0",
  "<img src=x onerror=alert(1)>",
  "'; DROP TABLE jobs; --",
  "%s%n%x",
  "a".repeat(5_000),
  "\u202etxt.exe",
];
const hostileNumbers = [
  0,
  -0,
  -1,
  0.5,
  1e9,
  2 ** 31,
  2 ** 53,
  -(2 ** 53),
  1e308,
  5e-324,
  Number.NaN,
  Infinity,
  -Infinity,
];

const hostile: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...hostileTexts),
  fc.constantFrom(...hostileNumbers),
  fc.constantFrom<unknown>(
    null,
    undefined,
    true,
    false,
    [],
    {},
    [[]],
    polluting,
    new Date(0),
    1n,
    /x/,
    new Map(),
    new Set([1]),
  ),
  fc.constantFrom<unknown>(
    { length: 2 ** 32 },
    { toString: 1, valueOf: 1 },
    JSON.parse('{"then":1}'),
    { toJSON: 1 },
    new Uint8Array(8),
  ),
  fc.constant(null).map(() => circle()),
  fc.integer({ min: 65, max: 200 }).map(tower),
  fc.integer({ min: 100, max: 3_000 }).map((length): unknown => Array.from({ length }, (_, i) => i)),
  fc.anything({ maxDepth: 3, withNullPrototype: false }),
);

function circle(): unknown {
  const own: { self?: unknown } = {};
  own.self = own;
  return own;
}

function tower(levels: number): unknown {
  let list: unknown = [];
  for (let level = 0; level < levels; level += 1) list = [list];
  return list;
}

interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly entries?: Readonly<Record<string, string>>;
  readonly values?: readonly unknown[];
  readonly valueType?: z.ZodType;
  readonly items?: readonly z.ZodType[];
  readonly in?: z.ZodType;
}

/** What a schema takes, as far as its own parts say; whole objects may have rules between them. */
function fitting(schema: z.ZodType, field: string, known: KnownWords): fc.Arbitrary<unknown> {
  const { type, ...def } = schema.def as unknown as Definition;
  const of = (inner: z.ZodType | undefined): fc.Arbitrary<unknown> =>
    inner === undefined ? hostile : fitting(inner, field, known);
  switch (type) {
    case "object": {
      const shape = Object.entries(def.shape ?? {});
      const required = shape.filter(([, part]) => (part.def as unknown as Definition).type !== "optional");
      return fc.record(Object.fromEntries(shape.map(([name, part]) => [name, fitting(part, name, known)])), {
        requiredKeys: required.map(([name]) => name),
      });
    }
    case "array":
      return fc.array(of(def.element), { minLength: 1, maxLength: 3 });
    case "optional":
    case "default":
    case "catch":
      return of(def.innerType);
    case "nullable":
      return fc.option(of(def.innerType), { nil: null });
    case "union":
      return fc.oneof(...(def.options ?? []).map(of));
    case "tuple":
      return fc.tuple(...(def.items ?? []).map(of));
    case "record":
      return fc.dictionary(fc.constantFrom("a", "MASE", "constructor", "__proto__"), of(def.valueType), { maxKeys: 3 });
    case "pipe":
      return of(def.in);
    default:
      return leaf(schema, type, def, field, known);
  }
}

function leaf(
  schema: z.ZodType,
  type: string,
  { entries, values }: Omit<Definition, "type">,
  field: string,
  known: KnownWords,
): fc.Arbitrary<unknown> {
  const word = known[field];
  const candidates =
    type === "enum"
      ? Object.values(entries ?? {})
      : type === "literal"
        ? [...(values ?? [])]
        : type === "boolean"
          ? [true, false]
          : type === "number"
            ? [...hostileNumbers, 1, 12, 24]
            : type === "string"
              ? [...hostileTexts, "2024-01-01", "series", "MASE"]
              : [];
  const taken = candidates.filter((candidate) => schema.safeParse(candidate).success);
  const any = taken.length === 0 ? hostile : fc.constantFrom(...taken);
  return word === undefined ? any : fc.oneof({ weight: 9, arbitrary: fc.constant<unknown>(word) }, any);
}

/** A value with one of its places taken away or replaced, wherever it lies. */
function damaged(value: unknown, turns: readonly number[], replacement: unknown, isRemoved: boolean): unknown {
  const [turn = 0, ...rest] = turns;
  if (turns.length > 0 && typeof value === "object" && value !== null) {
    const keys = Object.keys(value);
    const key = keys[turn % Math.max(1, keys.length)];
    if (key === undefined) return replacement;
    const inner = (value as Record<string, unknown>)[key];
    if (Array.isArray(value)) {
      const copy: unknown[] = [...(value as unknown[])];
      copy[Number(key)] = damaged(inner, rest, replacement, isRemoved);
      return copy;
    }
    const copy = { ...(value as Record<string, unknown>) };
    if (isRemoved && rest.length === 0) delete copy[key];
    else copy[key] = damaged(inner, rest, replacement, isRemoved);
    return copy;
  }
  return replacement;
}

const turns = fc.array(fc.nat({ max: 12 }), { minLength: 1, maxLength: 4 });

function damagedFrom(fine: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(fine, turns, hostile, fc.boolean())
    .map(([value, at, by, isRemoved]) => damaged(value, at, by, isRemoved));
}

/** Messages of one class. Some of them are what a page may say: what comes back of those is an answer, or a refusal in words. */
export function messagesOf(messageClass: string, known: KnownWords = {}): fc.Arbitrary<FuzzMessage> {
  const on = (channel: FuzzMessage["channel"], payload: fc.Arbitrary<unknown>): fc.Arbitrary<FuzzMessage> =>
    payload.map((message) => ({ channel, payload: message }));
  if (messageClass === "cancel") {
    const fine = fc.record({ requestId: fc.constantFrom("1", "none") });
    return on("cancel", fc.oneof(damagedFrom(fine), hostile));
  }
  if (messageClass === "grant") {
    const fine = fc.record({
      path: fc.constantFrom(...hostileTexts),
      kind: fc.constantFrom("table", "model", "folder"),
    });
    return on("grant", fc.oneof(fine, damagedFrom(fine), hostile));
  }
  const names = (Object.keys(requests) as RequestName[]).filter(
    (name) => messageClass === "envelope" || classOf(name) === messageClass,
  );
  const fine = fc.constantFrom(...names).chain((name) => {
    const args = requestArgs(name, known);
    return fc.record({
      requestId: fc.uuid(),
      name: fc.constant<unknown>(name),
      args: fc.oneof({ weight: 1, arbitrary: args }, { weight: 6, arbitrary: damagedFrom(args) }, hostile),
    });
  });
  return on("request", messageClass === "envelope" ? fc.oneof(damagedFrom(fine), hostile) : fine);
}

const argsOf = new Map<string, fc.Arbitrary<unknown>>();

function requestArgs(name: RequestName, known: KnownWords): fc.Arbitrary<unknown> {
  const key = `${name} ${JSON.stringify(known)}`;
  const made = argsOf.get(key) ?? fitting(requests[name].args, "", known);
  argsOf.set(key, made);
  return made;
}

/** The request that a message is, where the contract takes it; null for one that it has to refuse. */
export function requestIn({ channel, payload }: FuzzMessage): RequestName | null {
  if (channel !== "request" || typeof payload !== "object" || payload === null) return null;
  const { name, args } = payload as { readonly name?: unknown; readonly args?: unknown };
  if (typeof name !== "string" || !Object.hasOwn(requests, name)) return null;
  try {
    return requests[name as RequestName].args.safeParse(args).success ? (name as RequestName) : null;
  } catch {
    return null;
  }
}

const maxAnswerCharacters = 2_500;

/**
 * What is wrong with a refusal; null where it is one in words, of a known kind, short, and without a place of this machine or of the
 * code in it.
 *
 * @param places that must not be told: folders of the user and of the application
 */
export function faultOfRefusal(answer: unknown, places: readonly string[]): string | null {
  if (typeof answer !== "object" || answer === null) return `no outcome: ${String(answer)}`;
  const text = JSON.stringify(answer);
  if (text.length > maxAnswerCharacters) return `an answer of ${text.length} characters`;
  const { ok, error, ...rest } = answer as { ok?: unknown; error?: Record<string, unknown> };
  if (ok !== false || error === undefined || Object.keys(rest).length > 0) return `no refusal: ${text}`;
  const { code, message, hint, row, column, ...more } = error;
  if (!(errorCodes as readonly unknown[]).includes(code) || code === "internal")
    return `of the kind ${String(code)}: ${text}`;
  if (typeof message !== "string" || message.length < 8 || Object.keys(more).length > 0) return `in no words: ${text}`;
  for (const said of [message, hint, row, column].map((part) => JSON.stringify(part ?? "")))
    if (/\\n\s+at |node:internal|node_modules/.test(said) || places.some((place) => said.includes(place)))
      return `with a place in it: ${text}`;
  return null;
}

/** Whether a message has changed what all objects are. */
export function isPolluted(): boolean {
  return "polluted" in {} || "polluted" in [] || Object.keys(Object.prototype).length > 0;
}
