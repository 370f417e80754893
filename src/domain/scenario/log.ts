import type { CorrectionEdit } from "#domain/correction";
import { EngineError } from "#domain/errors";
import { type StepLog, withStep } from "#domain/history";
import type { Adjustment } from "./adjustment.ts";
import { baseName, baseScenario, type HistoryEdit, type Scenario } from "./scenario.ts";

/** One thing that changed; ids of other scenarios than those in force are passed over. */
export type ScenarioChange =
  | {
      readonly kind: "change";
      readonly scenario: number;
      readonly adjustments: readonly Adjustment[];
      readonly edits: readonly HistoryEdit[];
      /** Ids of adjustments and edits. */
      readonly removes: readonly number[];
    }
  | { readonly kind: "create"; readonly scenario: number; readonly name: string }
  | { readonly kind: "rename"; readonly scenario: number; readonly name: string }
  | { readonly kind: "delete"; readonly scenario: number };

/** One thing that a user did. */
export interface ScenarioStep {
  readonly changes: readonly ScenarioChange[];
}

/** Everything that was done to one content. */
export type ScenarioLog = StepLog<ScenarioStep>;

export const emptyScenarioLog: ScenarioLog = { steps: [], position: 0, nextId: 1 };

export const scenarioLimits = {
  /** Beside the one that is always there. */
  scenarios: 50,
  /** Of all scenarios together. */
  adjustments: 10_000,
  /** Steps that can be undone; the oldest become one beyond that. */
  steps: 2_000,
  /** Characters. */
  note: 500,
  name: 80,
} as const;

/** What a user asks for. */
export type ScenarioCommand =
  | {
      readonly kind: "change";
      readonly scenario: number;
      readonly adjustments: readonly Omit<Adjustment, "id">[];
      readonly edits: readonly CorrectionEdit[];
      readonly removes: readonly number[];
    }
  /** With all that is in the scenario `from`; null: with nothing. */
  | { readonly kind: "create"; readonly name: string; readonly from: number | null }
  | { readonly kind: "rename"; readonly scenario: number; readonly name: string }
  | { readonly kind: "delete"; readonly scenario: number };

/** Those in force: the base first, then in the order in which they were made. */
export function scenariosOf({ steps, position }: Pick<ScenarioLog, "steps" | "position">): readonly Scenario[] {
  const found = new Map([[baseScenario, partsOf(baseName)]]);
  for (const { changes } of steps.slice(0, position)) {
    for (const change of changes) {
      const known = found.get(change.scenario);
      if (change.kind === "create") found.set(change.scenario, partsOf(change.name));
      else if (change.kind === "delete") found.delete(change.scenario);
      else if (known === undefined) continue;
      else if (change.kind === "rename") known.name = change.name;
      else {
        for (const id of change.removes) {
          known.edits.delete(id);
          known.adjustments.delete(id);
        }
        for (const one of change.edits) known.edits.set(one.id, one);
        for (const one of change.adjustments) known.adjustments.set(one.id, one);
      }
    }
  }
  return [...found].map(([id, { name, edits, adjustments }]) => {
    return { id, name, edits: inOrder(edits), adjustments: inOrder(adjustments) };
  });
}

function partsOf(name: string) {
  return { name, edits: new Map<number, HistoryEdit>(), adjustments: new Map<number, Adjustment>() };
}

/** @throws EngineError wrong-arguments where it is not there */
export function scenarioOf(log: Pick<ScenarioLog, "steps" | "position">, id: number): Scenario {
  const found = scenariosOf(log).find((scenario) => scenario.id === id);
  if (found === undefined) throw new EngineError("wrong-arguments", "This scenario is not there any more.");
  return found;
}

/**
 * The log with one more step.
 *
 * @returns the same log where nothing would be another
 * @throws EngineError wrong-arguments where a scenario is not there, a name is taken, or there would be too many
 */
export function addScenarioStep(log: ScenarioLog, command: ScenarioCommand): ScenarioLog {
  const { changes, nextId } = changesOf(log, command);
  if (changes.length === 0) return log;
  const next = withStep(log, { step: { changes }, nextId }, scenarioLimits.steps, joined);
  const count = scenariosOf(next).reduce((sum, one) => sum + one.adjustments.length + one.edits.length, 0);
  if (count > scenarioLimits.adjustments)
    throw new EngineError(
      "wrong-arguments",
      `A file can have ${scenarioLimits.adjustments.toLocaleString("en")} adjustments; with these it would have ${count.toLocaleString("en")}.`,
      { hint: "Adjust a stretch instead of single steps." },
    );
  return next;
}

function changesOf(
  log: ScenarioLog,
  command: ScenarioCommand,
): { readonly changes: readonly ScenarioChange[]; readonly nextId: number } {
  const all = scenariosOf(log);
  let { nextId } = log;
  const numbered = <One extends object>(ones: readonly One[]): (One & { readonly id: number })[] =>
    ones.map((one) => ({ ...one, id: nextId++ }));
  switch (command.kind) {
    case "change": {
      const known = scenarioOf(log, command.scenario);
      if (known.id === baseScenario && command.edits.length > 0)
        throw new EngineError("wrong-arguments", "What the file says is corrected, and not assumed otherwise.", {
          hint: "Correct the data, or make a scenario.",
        });
      const own = new Set([...known.adjustments, ...known.edits].map(({ id }) => id));
      const removes = [...new Set(command.removes)].filter((id) => own.has(id));
      if (command.adjustments.length + command.edits.length + removes.length === 0) return { changes: [], nextId };
      const adjustments = numbered(command.adjustments);
      const edits = numbered(command.edits);
      return { changes: [{ kind: "change", scenario: known.id, adjustments, edits, removes }], nextId };
    }
    case "create": {
      const name = freeName(command.name, all);
      if (all.length > scenarioLimits.scenarios)
        throw new EngineError("wrong-arguments", `A file can have ${scenarioLimits.scenarios} scenarios.`, {
          hint: "Delete one first.",
        });
      const from = command.from === null ? null : scenarioOf(log, command.from);
      const scenario = nextId++;
      const create: ScenarioChange = { kind: "create", scenario, name };
      if (from === null || from.adjustments.length + from.edits.length === 0) return { changes: [create], nextId };
      const adjustments = numbered(from.adjustments);
      const edits = numbered(from.edits);
      return { changes: [create, { kind: "change", scenario, adjustments, edits, removes: [] }], nextId };
    }
    case "rename": {
      const known = requireOwn(scenarioOf(log, command.scenario), "renamed");
      if (command.name.trim() === known.name) return { changes: [], nextId };
      const name = freeName(command.name, all);
      return { changes: [{ kind: "rename", scenario: known.id, name }], nextId };
    }
    case "delete": {
      const known = requireOwn(scenarioOf(log, command.scenario), "deleted");
      return { changes: [{ kind: "delete", scenario: known.id }], nextId };
    }
  }
}

function requireOwn(scenario: Scenario, what: string): Scenario {
  if (scenario.id === baseScenario)
    throw new EngineError("wrong-arguments", `"${baseName}" is the forecast that is shown, and can't be ${what}.`);
  return scenario;
}

function freeName(wanted: string, all: readonly Scenario[]): string {
  const name = wanted.trim();
  if (name === "" || name.length > scenarioLimits.name)
    throw new EngineError("wrong-arguments", `A scenario's name has 1 to ${scenarioLimits.name} characters.`);
  if (all.some((scenario) => scenario.name.toLowerCase() === name.toLowerCase()))
    throw new EngineError("wrong-arguments", `There is a scenario "${name}" already.`, { hint: "Take another name." });
  return name;
}

function inOrder<One extends { readonly id: number }>(ones: ReadonlyMap<number, One>): readonly One[] {
  return [...ones.values()].sort((one, other) => one.id - other.id);
}

/** One step that makes what these made. */
function joined(oldest: ScenarioLog): ScenarioStep {
  const changes = scenariosOf(oldest).flatMap(({ id, name, edits, adjustments }) => [
    ...(id === baseScenario ? [] : [{ kind: "create" as const, scenario: id, name }]),
    ...(edits.length + adjustments.length === 0
      ? []
      : [{ kind: "change" as const, scenario: id, adjustments, edits, removes: [] }]),
  ]);
  return { changes };
}
