import type { LogLevel, LogLine, LogPart } from "#domain/health";

/** The least grave lines that are shown. */
export type LogFilter = { readonly level: LogLevel; readonly text: string };

export interface NumberedLine extends LogLine {
  /** The same line keeps its own, whatever is read around it. */
  readonly key: string;
}

const gravity: Record<LogLevel, number> = { error: 2, warn: 1, info: 0 };

/** Lines that are at least as grave and contain each word, in any case; oldest first. */
export function linesOf(parts: readonly LogPart[], { level, text }: LogFilter): readonly NumberedLine[] {
  const words = text.toLowerCase().split(/\s+/u).filter(Boolean);
  return parts.flatMap(({ file, from, lines }) =>
    lines
      .map((line, index): NumberedLine => ({ ...line, key: `${file} ${from} ${index}` }))
      .filter((line) => {
        if (gravity[line.level] < gravity[level]) return false;
        const whole = `${line.event} ${line.fields}`.toLowerCase();
        return words.every((word) => whole.includes(word));
      }),
  );
}

/** With so many lines the window stays quick; parts beyond are let go at the other end, and can be read again. */
export const maxLines = 5_000;

/** Whole parts, neighbours of each other, without those at one end that are too many. */
export function bounded(parts: readonly LogPart[], keep: "first" | "last"): readonly LogPart[] {
  const ordered = keep === "first" ? parts : parts.toReversed();
  let lines = 0;
  const kept = ordered.filter((part, index) => {
    lines += part.lines.length;
    return index === 0 || lines <= maxLines;
  });
  return keep === "first" ? kept : kept.toReversed();
}

/** Whether there may be lines before the first of these. */
export function hasEarlier(parts: readonly LogPart[]): boolean {
  const [first] = parts;
  return first !== undefined && (first.from > 0 || first.file === "current");
}
