/** Stands for what was cut. */
const cutMark = "…";
/** Kept of what all names end with. */
const keptEnds = 3;
/** Kept of what all names begin with, right before they differ: "Art…cle 012" is read more easily than "Article 0…2". */
const keptBefore = 4;

/**
 * Names as they are written where there is room for so many characters each. What all names share is cut first, within it; then the middle
 * of what is left. Names that would look alike after that are cut at what they share with each other, for as long as there is room for
 * their difference.
 *
 * @param names different ones
 * @param room characters, at least 8
 * @returns [names] each the whole name where it fits
 */
export function shortNames(names: readonly string[], room: number): readonly string[] {
  const shown = names.map((name) => [...name]);
  const texts = new Array<string>(names.length).fill("");
  cutGroup(
    shown,
    shown.map((_, index) => index),
    Math.max(8, Math.floor(room)),
    texts,
  );
  return texts;
}

function cutGroup(names: readonly string[][], group: readonly number[], room: number, texts: string[]): void {
  const long = group.filter((index) => lengthOf(names, index) > room);
  const [prefix, suffix] = [commonStart(names, group), commonEnd(names, group)];
  const cut = (before: number): string[] =>
    group.map((index) => {
      const name = names[index] as string[];
      return name.length <= room ? name.join("") : cutName(name, { prefix, suffix, before }, room);
    });
  const readable = cut(keptBefore);
  // Repetitive names may end alike with what stands before their difference.
  const made = new Set(readable).size === group.length ? readable : cut(0);
  for (const [at, index] of group.entries()) texts[index] = made[at] as string;
  // The names that look like another one now are a group of their own, and share more: each of them is told apart from there on.
  const alike = new Map<string, number[]>();
  for (const index of long) {
    const text = texts[index] as string;
    alike.set(text, [...(alike.get(text) ?? []), index]);
  }
  for (const same of alike.values())
    if (same.length > 1 && same.length < group.length) cutGroup(names, same, room, texts);
}

interface Common {
  /** Characters at the start and the end that all names share. */
  readonly prefix: number;
  readonly suffix: number;
  /** Of the prefix, kept after the cut. */
  readonly before: number;
}

function cutName(name: readonly string[], { prefix, suffix, before: wanted }: Common, room: number): string {
  const middle = name.length - prefix - suffix;
  const tail = suffix <= keptEnds ? suffix : keptEnds;
  const ending = suffix <= keptEnds ? name.slice(name.length - suffix) : [cutMark, ...name.slice(name.length - tail)];
  // All that differs fits, with what is left of the start before it.
  const start = prefix;
  for (const end of [name.slice(name.length - suffix), ending, suffix === 0 ? [] : [cutMark]]) {
    const rest = [...name.slice(start, start + middle), ...end];
    const left = room - rest.length;
    if (left >= start) return [...name.slice(0, start), ...rest].join("");
    if (left < 1) continue;
    const after = left - 1 > 2 * wanted ? wanted : 0;
    return [...name.slice(0, left - 1 - after), cutMark, ...name.slice(start - after, start), ...rest].join("");
  }
  // It does not: the middle of what differs is cut.
  const differing = name.slice(prefix, prefix + middle);
  const kept = room - 1 - (prefix > 0 ? 1 : 0) - (suffix > 0 ? 1 : 0);
  const head = Math.floor(kept / 2);
  return [
    ...(prefix > 0 ? [cutMark] : []),
    ...differing.slice(0, head),
    cutMark,
    ...differing.slice(differing.length - (kept - head)),
    ...(suffix > 0 ? [cutMark] : []),
  ].join("");
}

function lengthOf(names: readonly string[][], index: number): number {
  return names[index]?.length ?? 0;
}

function commonStart(names: readonly string[][], group: readonly number[]): number {
  const [first = [], ...others] = group.map((index) => names[index] as string[]);
  let length = others.length === 0 ? 0 : first.length;
  for (const other of others) {
    let at = 0;
    while (at < length && first[at] === other[at]) at += 1;
    length = at;
  }
  return length;
}

/** Of what comes after the common start. */
function commonEnd(names: readonly string[][], group: readonly number[]): number {
  const start = commonStart(names, group);
  const [first = [], ...others] = group.map((index) => names[index] as string[]);
  let length = others.length === 0 ? 0 : first.length - start;
  for (const other of others) {
    length = Math.min(length, other.length - start);
    let at = 0;
    while (at < length && first[first.length - 1 - at] === other[other.length - 1 - at]) at += 1;
    length = at;
  }
  return length;
}
