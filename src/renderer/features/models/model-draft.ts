import { type ModelDescription, type MissingRule, type OutputKind } from "#domain/model";
import type { ModelCandidate } from "#contract/ipc";
import type { Frequency } from "#domain/series";

/** The form of an import: texts as they were typed. */
export interface ModelDraft {
  readonly name: string;
  readonly licence: string;
  readonly output: OutputKind;
  readonly levels: string;
  readonly contextSteps: string;
  readonly horizonSteps: string;
  readonly missing: MissingRule;
  /** null: any. */
  readonly frequency: Frequency | null;
}

/** What the file says, and the customs of published models for the rest. */
export function draftOf({ name, levels, manifest, contextSteps, axes }: ModelCandidate): ModelDraft {
  return {
    name,
    licence: manifest?.licence ?? "",
    output: manifest?.output ?? "quantiles",
    levels: levels === null ? "" : levels.join(", "),
    contextSteps: contextSteps === null ? "512" : String(contextSteps),
    horizonSteps: horizonText(axes, levels),
    missing: "nan",
    frequency: null,
  };
}

/** Whether the file leaves a size to the user. */
export const isContextOpen = ({ contextSteps }: ModelCandidate): boolean => contextSteps === null;
export const isHorizonOpen = ({ axes }: ModelCandidate): boolean => axes.includes(null);

/**
 * Only what the user has to say, or has said: everything else is main's to find in the file.
 *
 * @throws Error with a sentence for the user
 */
export function descriptionOf(candidate: ModelCandidate, draft: ModelDraft): ModelDescription {
  // The manifest says everything.
  if (candidate.manifest !== null) return {};
  const isQuantiles = draft.output === "quantiles";
  const levels = draft.levels.trim();
  return {
    ...(draft.name.trim() === "" ? {} : { name: draft.name.trim() }),
    ...(draft.licence.trim() === "" ? {} : { licence: draft.licence.trim() }),
    output: draft.output,
    ...(isQuantiles && levels !== "" ? { levels: parseLevels(levels) } : {}),
    ...(isContextOpen(candidate) ? { contextSteps: parseSteps("The context", draft.contextSteps) } : {}),
    ...(draft.horizonSteps.trim() === "" ? {} : { horizonSteps: parseSteps("The horizon", draft.horizonSteps) }),
    missing: draft.missing,
    ...(draft.frequency === null ? {} : { frequency: draft.frequency }),
  };
}

function horizonText(axes: ModelCandidate["axes"], levels: ModelCandidate["levels"]): string {
  const other = levels === null ? null : axes[0] === levels.length ? axes[1] : axes[0];
  return other === null ? "" : String(other);
}

function parseSteps(what: string, text: string): number {
  const steps = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (steps >= 1 && steps <= 100_000) return steps;
  throw new Error(`${what} is a whole number of steps.`);
}

/** Fractions, with commas, blanks or semicolons between them; a percent sign divides by a hundred. */
function parseLevels(text: string): number[] {
  const levels = text
    .split(/[\s,;]+/)
    .filter((part) => part !== "")
    .map((part) => (part.endsWith("%") ? Number(part.slice(0, -1)) / 100 : Number(part)));
  if (levels.every((level) => level > 0 && level < 1)) return levels;
  throw new Error("Quantile levels are fractions between 0 and 1, for example 0.1, 0.5, 0.9.");
}
