import type { CorrectionEdit } from "#domain/correction";
import { EngineError } from "#domain/errors";
import { type AdjustmentEdit, scenarioLimits } from "#domain/scenario";
import { correctionsCsv, parseCorrections } from "#engine/corrections";
import { type AdjustmentCells, cellsOf, parseAdjustments, readAdjustment } from "./csv.ts";

/** A scenario without what only its file's history knows. */
export interface ScenarioFile {
  readonly name: string;
  readonly edits: readonly CorrectionEdit[];
  readonly adjustments: readonly AdjustmentEdit[];
}

/**
 * A scenario as JSON: `scenario`, its name; `adjustments`, an object each with the columns of a CSV of adjustments, `value` a number;
 * `history`, the lines of a CSV of corrections.
 */
export function scenarioText({ name, edits, adjustments }: ScenarioFile): string {
  const document = {
    scenario: name,
    adjustments: adjustments.map((edit) => {
      const cells = cellsOf(edit);
      return { ...cells, value: Number(cells.value) };
    }),
    ...(edits.length === 0 ? {} : { history: correctionsCsv(edits).slice(0, -2).split("\r\n") }),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** @throws EngineError file-not-a-table where it is none, wrong-arguments where an entry of it can't be read */
export function parseScenario(text: string): ScenarioFile {
  let raw: unknown;
  try {
    raw = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw new EngineError("file-not-a-table", "This is no file of a scenario: it is not JSON.", { cause });
  }
  if (typeof raw !== "object" || raw === null) throw notOne();
  const { scenario, adjustments = [], history = [] } = raw as Record<string, unknown>;
  if (typeof scenario !== "string" || !Array.isArray(adjustments) || !Array.isArray(history)) throw notOne();
  if (adjustments.length + history.length > scenarioLimits.adjustments)
    throw new EngineError("file-not-a-table", "This scenario has more adjustments than there can be.", {
      hint: `There can be ${scenarioLimits.adjustments.toLocaleString("en")}.`,
    });
  return {
    name: scenario.slice(0, scenarioLimits.name),
    adjustments: adjustments.map((one: unknown, at) => required(readAdjustment(cellsIn(one), false), at)),
    edits:
      history.length === 0
        ? []
        : parseCorrections(history.map(String).join("\r\n")).rows.map(({ edit, row }) => required(edit, row - 2)),
  };
}

/**
 * A file of adjustments: CSV, a JSON list of them, or a scenario, of which only these are taken.
 *
 * @throws EngineError file-not-a-table, bad-number where one of them can't be read
 */
export function readAdjustments(text: string): readonly AdjustmentEdit[] {
  const start = text.replace(/^\uFEFF/, "").trimStart();
  if (start.startsWith("{")) return parseScenario(text).adjustments;
  if (start.startsWith("[")) return parseScenario(`{"scenario":"","adjustments":${start}}`).adjustments;
  return parseAdjustments(text).map(({ row, edit }) => {
    if ("unreadable" in edit)
      throw new EngineError("bad-number", `An adjustment can't be read: ${edit.unreadable}`, { row });
    return edit;
  });
}

function cellsIn(one: unknown): AdjustmentCells {
  const said = typeof one === "object" && one !== null ? (one as Record<string, unknown>) : {};
  const cell = (name: string): string => {
    const value = said[name];
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
  };
  return {
    ...{ series: cell("series"), from: cell("from"), to: cell("to"), change: cell("change"), value: cell("value") },
    ...{ shape: cell("shape"), range: cell("range"), note: cell("note") },
  };
}

function required<Edit extends object>(edit: Edit | { readonly unreadable: string }, at: number): Edit {
  if ("unreadable" in edit)
    throw new EngineError("wrong-arguments", `Entry ${at + 1} of the scenario can't be read: ${edit.unreadable}`);
  return edit;
}

function notOne(): EngineError {
  return new EngineError("file-not-a-table", "This is no file of a scenario.", {
    hint: 'It has a name, "scenario", and a list, "adjustments".',
  });
}
