import Papa from "papaparse";
import { EngineError } from "#domain/errors";
import type { InfluenceEvent } from "#domain/influence";
import { dayMs } from "#domain/series";
import { dayOf } from "./columns.ts";

const columns = ["name", "from", "to"] as const;
const maxEvents = 5_000;
const maxDays = 366;
const maxName = 80;

/** Events as CSV (RFC 4180): a line each with the name, the first and the last day. */
export function eventsCsv(events: readonly InfluenceEvent[]): string {
  const lines = events.map(({ name, from, to }) =>
    [name, from, to].map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(","),
  );
  return `${[columns.join(","), ...lines].join("\r\n")}\r\n`;
}

/**
 * Reads such a file, with commas, semicolons or tabs between the cells. Columns may be in any order, and others are passed over; an
 * empty `to`, or none, is the same day as `from`.
 *
 * @throws EngineError file-not-a-table where a column is missing; bad-timestamp with the row of what is no day
 */
export function parseEvents(text: string): readonly InfluenceEvent[] {
  const firstLine = /^[^\r\n]*/.exec(text)?.[0] ?? "";
  const delimiter = [";", "\t"].find((mark) => firstLine.includes(mark)) ?? ",";
  const { data } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ""), { delimiter });
  const [header = [], ...lines] = data;
  const names = header.map((name) => name.trim().toLowerCase());
  const absent = (["name", "from"] as const).find((name) => !names.includes(name));
  if (absent !== undefined)
    throw new EngineError("file-not-a-table", `This is no file of events: it has no column "${absent}".`, {
      hint: `Its first row has to be: ${columns.join(",")}.`,
    });
  const events: InfluenceEvent[] = [];
  for (const [at, cells] of lines.entries()) {
    if (cells.every((cell) => cell.trim() === "")) continue;
    const cell = (name: (typeof columns)[number]): string => (cells[names.indexOf(name)] ?? "").trim();
    const event = { name: cell("name"), from: cell("from"), to: cell("to") === "" ? cell("from") : cell("to") };
    requireEvent(event, at + 2);
    events.push(event);
    if (events.length > maxEvents)
      throw new EngineError("file-not-a-table", `The file has more than ${maxEvents} events.`);
  }
  return events;
}

/** @throws EngineError bad-timestamp */
function requireEvent({ name, from, to }: InfluenceEvent, row: number): void {
  const wrong = (message: string, column: string): EngineError =>
    new EngineError("bad-timestamp", message, { row, column, hint: "Write days as 2026-04-03." });
  if (name === "" || name.length > maxName)
    throw new EngineError("bad-number", `An event needs a name of 1 to ${maxName} characters.`, {
      row,
      column: "name",
    });
  for (const [column, day] of [["from", from] as const, ["to", to] as const])
    if (!isDay(day)) throw wrong(`"${day}" is no day.`, column);
  if (dayOf(to) < dayOf(from)) throw wrong(`"${name}" ends before it begins.`, "to");
  if (dayOf(to) - dayOf(from) >= maxDays) throw wrong(`"${name}" is longer than a year.`, "to");
}

/** A day of the calendar, as `2026-04-03`. */
function isDay(text: string): boolean {
  const day = dayOf(text);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(day) && new Date(day * dayMs).toISOString().startsWith(text);
}
