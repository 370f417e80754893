import type { Fact, FactGroup } from "#domain/profile";
import { factGroups } from "#domain/profile";
import type { Frequency } from "#domain/series";
import { numberFormat, type NumberFormat } from "#engine/format";
import { fixed, formatCount, formatSteps, formatTime, missingText, percent, pValue, stepName } from "#renderer/format";
import type { TableCells } from "#renderer/context";

/** How the numbers of one series, or of a dataset, are written. */
export interface FactWriting {
  /** Null where the series have steps of different lengths. */
  readonly frequency: Frequency | null;
  /** In the series' unit. */
  readonly inUnits: NumberFormat;
  /** Wall-clock time of a step; NaN where it is not known. */
  readonly timeAt: (step: number) => number;
}

/** A fact's value as it is read; null where there is none. */
export function factText<Source>({ of, unit }: Fact<Source>, source: Source, writing: FactWriting): string | null {
  const value = of(source);
  if (value === null) return null;
  if (typeof value === "string") return value === "" ? missingText : value;
  if (typeof value === "boolean") return value ? "Yes" : "No";
  const { frequency, inUnits, timeAt } = writing;
  switch (unit) {
    case "series":
      return inUnits(value);
    case "per-step":
      return `${numberFormat(0, Math.abs(value))(value)} a ${frequency === null ? "step" : stepName(frequency)}`;
    case "steps":
      return frequency === null ? `${formatCount(value)} steps` : formatSteps(value, frequency);
    case "place":
      return frequency === null ? missingText : formatTime(timeAt(value), frequency);
    case "count":
      return formatCount(value);
    case "share":
      return percent(value, value > 0 && value < 0.1 ? 1 : 0);
    case "p":
      return pValue(value);
    default:
      return fixed(value, 3);
  }
}

export interface WrittenFact {
  readonly id: string;
  readonly label: string;
  readonly words: string;
  readonly text: string;
}

/** The facts that have a value, by group, in the order of the groups. */
export function factsByGroup<Source>(
  facts: readonly Fact<Source>[],
  source: Source,
  writing: FactWriting,
): ReadonlyMap<FactGroup, readonly WrittenFact[]> {
  const groups = new Map<FactGroup, WrittenFact[]>();
  for (const group of Object.keys(factGroups) as FactGroup[]) {
    const written = facts
      .filter((fact) => fact.group === group)
      .flatMap((fact) => {
        const text = factText(fact, source, writing);
        return text === null ? [] : [{ id: fact.id, label: fact.label, words: fact.words, text }];
      });
    if (written.length > 0) groups.set(group, written);
  }
  return groups;
}

/** Facts as rows of cells, with what each says. */
export function factCells<Source>(facts: readonly Fact<Source>[], source: Source, writing: FactWriting): TableCells {
  return facts.map((fact) => {
    const value = fact.of(source);
    const isPlace = fact.unit === "place" && typeof value === "number";
    const cell = isPlace ? (factText(fact, source, writing) ?? "") : typeof value === "boolean" ? String(value) : value;
    return [factGroups[fact.group], fact.label, cell ?? "", fact.words];
  });
}
