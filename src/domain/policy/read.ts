/** From what stands in a source to values, and from several sources to one policy. */
import { EngineError } from "#domain/errors";
import { policyDefinition, policyDefinitions, type PolicyKind } from "./definitions.ts";
import type { Policy, PolicyChoices, PolicyLevel, PolicyName, PolicyPlace, PolicyValues } from "./values.ts";

/** One source as it was read: not checked yet. */
export interface PolicySource {
  readonly source: string;
  readonly level: PolicyLevel;
  readonly values: unknown;
  /** Lines of names, from 1, where the source has any. */
  readonly lines?: ReadonlyMap<string, number>;
}

/** @throws EngineError policy-broken; nothing of a broken policy is used */
export function policyBroken({ source, line }: PolicyPlace, problem: string, cause?: unknown): EngineError {
  return new EngineError(
    "policy-broken",
    `The policy in ${source} can't be used${line === null ? "" : ` (line ${line})`}: ${problem}`,
    {
      hint: "Until whoever manages this computer has mended or removed it, Fantail does not start.",
      ...(cause === undefined ? {} : { cause }),
    },
  );
}

/**
 * What holds: of several sources of one level the later one wins, as with Chrome's folders, and that is said.
 *
 * @param sources the weakest first
 * @throws EngineError policy-broken for a name that does not exist, a value that is none, or a level that it does not have
 */
export function mergePolicy(sources: readonly PolicySource[]): Policy {
  const chosen: Record<PolicyLevel, Record<string, unknown>> = { managed: {}, recommended: {} };
  const places: Record<PolicyLevel, Partial<Record<PolicyName, PolicyPlace>>> = { managed: {}, recommended: {} };
  const conflicts: string[] = [];
  for (const { source, level, values, lines } of sources) {
    if (typeof values !== "object" || values === null || Array.isArray(values))
      throw policyBroken({ source, line: null }, "it is not one object of names and values.");
    for (const [name, value] of Object.entries(values)) {
      const place = { source, line: lines?.get(name) ?? null };
      const known = checkedValue(name, value, level, place);
      const earlier = places[level][known.name];
      if (earlier !== undefined && JSON.stringify(chosen[level][name]) !== JSON.stringify(known.value))
        conflicts.push(`${name}: ${source} overrides ${earlier.source}.`);
      chosen[level][name] = known.value;
      places[level][known.name] = place;
    }
  }
  return {
    managed: chosen.managed as PolicyChoices,
    recommended: chosen.recommended as PolicyChoices,
    places,
    sources: sources.map(({ source }) => source),
    conflicts,
  };
}

function checkedValue(
  name: string,
  value: unknown,
  level: PolicyLevel,
  place: PolicyPlace,
): { readonly name: PolicyName; readonly value: PolicyValues[PolicyName] } {
  const definition = policyDefinition(name);
  if (definition === undefined) {
    const near = nearestName(name);
    throw policyBroken(place, `there is no policy ${shown(name)}${near === null ? "" : `; perhaps "${near}"`}.`);
  }
  if (!definition.levels.includes(level)) throw policyBroken(place, `${name} can only be ${definition.levels[0]}.`);
  const problem = problemOf(definition.kind, value);
  if (problem !== null) throw policyBroken(place, `${name} ${problem}.`);
  return { name: definition.name, value: value as PolicyValues[PolicyName] };
}

/** What is wrong with a value, as the end of a sentence that begins with its name. */
function problemOf(kind: PolicyKind, value: unknown): string | null {
  switch (kind.type) {
    case "switch":
      return typeof value === "boolean" ? null : `is ${shown(value)}, and must be true or false`;
    case "number":
      return typeof value === "number" && Number.isInteger(value) && value >= kind.min && value <= kind.max
        ? null
        : `is ${shown(value)}, and must be a whole number from ${kind.min} to ${kind.max}`;
    case "choice":
      return kind.options.some((option) => option.value === value)
        ? null
        : `is ${shown(value)}, and must be ${wordsOf(kind.options)}`;
    case "text":
      if (typeof value !== "string") return `is ${shown(value)}, and must be a text`;
      return about(value, kind.problemWith(value));
    case "choices":
      return listProblem(value, (each) =>
        kind.options.some((option) => option.value === each)
          ? null
          : `has ${shown(each)}, and may only have ${wordsOf(kind.options)}`,
      );
    case "texts":
      return listProblem(value, (each) =>
        typeof each === "string" ? about(each, kind.problemWith(each)) : `has ${shown(each)}, which is no text`,
      );
  }
}

function about(text: string, problem: string | null): string | null {
  return problem === null ? null : `${shown(text)} ${problem}`;
}

/** An empty list would mean nothing at all to some and everything to others. */
function listProblem(value: unknown, problemWith: (each: unknown) => string | null): string | null {
  if (!Array.isArray(value) || value.length === 0) return `is ${shown(value)}, and must be a list with something in it`;
  for (const each of value) {
    const problem = problemWith(each);
    if (problem !== null) return problem;
  }
  return null;
}

function wordsOf(options: readonly { readonly value: string }[]): string {
  const words = options.map(({ value }) => JSON.stringify(value));
  return words.length === 1 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1) ?? ""}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** Longer ones are no slips of the pen. */
const maxName = 100;

function nearestName(name: string): PolicyName | null {
  if (name.length > maxName) return null;
  const plain = name.toLowerCase().replaceAll(/[^a-z]/gu, "");
  const scored = policyDefinitions.map((known) => ({ known, steps: distance(plain, known.name.toLowerCase()) }));
  const best = scored.toSorted((a, b) => a.steps - b.steps)[0];
  return best !== undefined && best.steps <= 3 ? best.known.name : null;
}

/** Levenshtein: insertions, deletions and replacements. */
function distance(one: string, other: string): number {
  let before = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const now = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const change = one[row - 1] === other[column - 1] ? 0 : 1;
      now.push(Math.min((before[column] ?? 0) + 1, (now[column - 1] ?? 0) + 1, (before[column - 1] ?? 0) + change));
    }
    before = now;
  }
  return before[other.length] ?? 0;
}

/**
 * Lines, from 1, of the names of a JSON text's outermost object. A name that stands there twice is said: JSON.parse would take the last one
 * without a word.
 *
 * @param text valid JSON
 */
export function nameLines(text: string): {
  readonly lines: ReadonlyMap<string, number>;
  readonly twice: string | null;
} {
  const lines = new Map<string, number>();
  let twice: string | null = null;
  let depth = 0;
  let line = 1;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"(?:\s*:)?|[{}[\]]|\n/gu)) {
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") depth -= 1;
    else if (depth === 1 && token.endsWith(":")) {
      const name: unknown = JSON.parse(token.slice(0, token.lastIndexOf('"') + 1));
      if (typeof name === "string") {
        if (lines.has(name)) twice ??= name;
        lines.set(name, line);
      }
    }
    line += token.split("\n").length - 1;
  }
  return { lines, twice };
}
