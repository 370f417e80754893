/**
 * The history that Home Assistant exports: states of sensors, switches and persons in one column, at the times when they
 * changed. Of each entity with numbers the rows are kept; whether an entity holds numbers is known only at the end.
 */
import { EngineError } from "#domain/errors";
import { csvLine, decimalText, plainDialect, RowTokenizer } from "#engine/ingest/reading";
import { oneOf, listed, type RepairLog } from "#engine/ingest/report";
import type { RowMap } from "./row-map.ts";

/** What stands in place of a number while there is none. */
const absent = /^(?:unavailable|unknown|none|null|)$/i;
const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
/** Entities with at least this share of numbers hold numbers, and a few words beside them. */
const leastNumbers = 0.5;
const maxWords = 3;

export function isHomeAssistant(head: string): boolean {
  const names = (/^\uFEFF?([^\r\n]*)/.exec(head)?.[1] ?? "").split(",").map((name) => name.trim().replaceAll('"', ""));
  return names.includes("entity_id") && names.includes("state") && names.some((name) => isTimeName(name));
}

function isTimeName(name: string): boolean {
  return name === "last_changed" || name === "last_updated";
}

interface Entity {
  rows: number;
  numbers: number;
  readonly firstRow: number;
  readonly words: Set<string>;
}

/** Where the columns stand that count. */
interface Places {
  readonly entity: number;
  readonly state: number;
  readonly time: number;
}

/** First pass: which entities hold numbers. */
export class StatesSurvey {
  readonly #entities = new Map<string, Entity>();

  async read(pieces: AsyncIterable<string>): Promise<void> {
    for await (const states of statesOf(pieces)) for (const state of states) this.#take(state);
  }

  #take({ entity, state, row }: State): void {
    let known = this.#entities.get(entity);
    if (known === undefined) {
      known = { rows: 0, numbers: 0, firstRow: row, words: new Set() };
      this.#entities.set(entity, known);
    }
    if (absent.test(state)) return;
    known.rows += 1;
    if (number.test(state)) known.numbers += 1;
    else if (known.words.size < maxWords) known.words.add(state.slice(0, 30));
  }

  /** @throws EngineError `no-value-column` where no entity holds numbers */
  requireNumbers(): void {
    if ([...this.#entities.keys()].some((entity) => this.holdsNumbers(entity))) return;
    const [entity, { firstRow, words }] = [...this.#entities][0] ?? ["", { firstRow: 1, words: new Set<string>() }];
    throw new EngineError(
      "no-value-column",
      `No entity of this Home Assistant history has numbers for states; ${entity === "" ? "it has no rows" : `${entity} is ${shown(words)}`}.`,
      { row: firstRow, column: "state", hint: "Export the history of a sensor that measures something." },
    );
  }

  holdsNumbers(entity: string): boolean {
    const known = this.#entities.get(entity);
    return known !== undefined && known.numbers > 0 && known.numbers >= known.rows * leastNumbers;
  }

  report(log: RepairLog): void {
    const others = [...this.#entities].filter(([entity]) => !this.holdsNumbers(entity));
    for (const [entity, { rows, firstRow, words }] of others)
      log.add("state-without-number", firstRow, entity, [...words].join(", "), "left out", Math.max(1, rows));
    const [first] = others;
    if (first === undefined) return;
    const [entity, { words }] = first;
    log.warn(
      "states-left-out",
      `${oneOf(entity, others.length, "entity", "entities")} ${others.length === 1 ? "has no numbers for states and was left out" : "have no numbers for states and were left out"}: ${shown(words)}.`,
    );
  }
}

/** Second pass: rows of entities with numbers; where a state is no number the cell is blank. */
export async function* stateLines(
  pieces: AsyncIterable<string>,
  survey: StatesSurvey,
  rows: RowMap,
): AsyncGenerator<string> {
  let madeRow = 1;
  yield csvLine(["entity_id", "last_changed", "state"]);
  for await (const states of statesOf(pieces)) {
    let lines = "";
    for (const { entity, state, time, row } of states) {
      if (!survey.holdsNumbers(entity)) continue;
      madeRow += 1;
      rows.note(madeRow, row);
      lines += csvLine([entity, time, absent.test(state) ? "" : decimalText(state)]);
    }
    yield lines;
  }
}

function shown(words: ReadonlySet<string>): string {
  return words.size === 0 ? "unavailable" : listed([...words].map((word) => `"${word}"`));
}

interface State {
  readonly entity: string;
  readonly state: string;
  readonly time: string;
  readonly row: number;
}

/** Piece by piece. */
async function* statesOf(pieces: AsyncIterable<string>): AsyncGenerator<State[]> {
  const tokenizer = new RowTokenizer(plainDialect);
  let places: Places | null = null;
  let row = 0;
  const statesIn = (rows: readonly (readonly string[])[]): State[] => {
    const states: State[] = [];
    for (const cells of rows) {
      row += 1;
      if (places === null) {
        places = placesOf(cells);
        continue;
      }
      const [entity = "", state = "", time = ""] = [cells[places.entity], cells[places.state], cells[places.time]];
      if (entity.trim() !== "") states.push({ entity: entity.trim(), state: state.trim(), time: time.trim(), row });
    }
    return states;
  };
  for await (const piece of pieces) yield statesIn(tokenizer.push(piece));
  yield statesIn(tokenizer.end());
}

function placesOf(header: readonly string[]): Places {
  const names = header.map((name) => name.replace(/^\uFEFF/, "").trim());
  const changed = names.indexOf("last_changed");
  return {
    entity: names.indexOf("entity_id"),
    state: names.indexOf("state"),
    time: changed >= 0 ? changed : names.indexOf("last_updated"),
  };
}
