/**
 * NEM12, the file of every interval meter in Australia: a line (300) for each day and register, with its 48, 96 or 288
 * values, under a line (200) that names the meter point, the register's suffix, the unit and the length of an interval.
 * Format: AEMO, Meter Data File Format Specification NEM12 & NEM13, 2.5. Times are Eastern Standard Time all year (UTC+10); an
 * interval is named by its beginning here.
 */
import { formatCount, plural } from "#engine/format";
import { EngineError } from "#domain/errors";
import { formatTimestamp } from "#engine/series";
import { csvLine, decimalText } from "#engine/ingest/reading";
import type { RepairLog } from "#engine/ingest/report";
import type { RowMap } from "./row-map.ts";

const dayMinutes = 1440;
const minuteMs = 60_000;
const firstValue = 2;
/** Days and registers of which the latest version is remembered. */
const maxDays = 4_000_000;
/** Of a value with this quality there is none; what stands there fills its place. */
const noValue = "N";
const measured = "A";

export function isNem12(head: string): boolean {
  return /^\uFEFF?\s*"?100"?\s*,\s*"?NEM12"?\s*,/i.test(head);
}

/** @throws EngineError in the words of a refusal for NEM12's sister format, whose meters are read every few months */
export function refuseNem13(head: string): void {
  if (!/^\uFEFF?\s*"?100"?\s*,\s*"?NEM13"?\s*,/i.test(head)) return;
  throw new EngineError(
    "file-not-a-table",
    "This is a NEM13 file: it holds meter readings of every few months and no intervals.",
    {
      hint: "Ask the retailer or distributor for the interval data (NEM12).",
    },
  );
}

interface Stream {
  readonly nmi: string;
  readonly suffix: string;
  readonly unit: string;
  readonly minutes: number;
}

/** A day of one register, and where it stands. */
interface Day {
  readonly row: number;
  readonly updated: string;
}

/** What a first pass finds: the last version of each day, the units, and what there is to say. */
export class Nem12Survey {
  readonly #days = new Map<string, Day>();
  readonly #units = new Set<string>();
  readonly #quality = new Map<string, { count: number; row: number }>();
  #replaced: { count: number; row: number; key: string } | null = null;
  #isCutOff = false;

  async read(lines: AsyncIterable<string>): Promise<void> {
    let hasEnd = false;
    for await (const record of recordsOf(lines, () => (this.#isCutOff = true))) {
      if (record.kind === "end") hasEnd = true;
      else if (record.kind === "day") this.#takeDay(record);
    }
    if (!hasEnd) this.#isCutOff = true;
    if (this.#days.size === 0)
      throw new EngineError("too-few-rows", "This NEM12 file holds no interval data (records 300).");
  }

  /** The name of the value column, with the unit where there is one for all. */
  get valueName(): string {
    const [unit] = this.#units;
    return this.#units.size === 1 && unit !== undefined && unit !== "" ? `value (${unit})` : "value";
  }

  isLatest({ stream, date, row }: DayRecord): boolean {
    return this.#days.get(keyOf(stream, date))?.row === row;
  }

  beginReading(): void {
    this.#quality.clear();
  }

  /** Of a day that is read; its parts may have qualities of their own. */
  noteQuality({ quality, values, row }: DayRecord, parts: readonly QualityRecord[]): void {
    if (quality !== "V") this.#takeQuality(quality, values.length, row);
    for (const part of parts) this.#takeQuality(part.quality, part.to - part.from + 1, part.row);
  }

  report(log: RepairLog): void {
    const { valueName } = this;
    const replaced = this.#replaced;
    if (replaced !== null) {
      log.add("replaced-reading", replaced.row, valueName, replaced.key, "the later version", replaced.count);
    }
    const none = this.#quality.get(noValue);
    if (none !== undefined) log.add("no-reading", none.row, valueName, "quality N", "missing", none.count);
    const guessed = [...this.#quality].filter(([quality]) => quality !== noValue && quality !== measured);
    if (guessed.length > 0) {
      const count = guessed.reduce((sum, [, of]) => sum + of.count, 0);
      const kinds = guessed.map(([quality, of]) => `${quality} ${of.count}`).join(", ");
      log.warn(
        "estimated-reading",
        `${plural(count, "interval was", "intervals were")} not read from the meter but estimated or substituted (${kinds}): row ${guessed[0]?.[1].row ?? 0}. ${count === 1 ? "It was" : "They were"} kept.`,
      );
    }
    if (this.#isCutOff)
      log.warn("cut-off-file", "The file has no end record (900): it may not have been copied completely.");
  }

  #takeDay({ stream, date, row, updated }: DayRecord): void {
    this.#units.add(stream.unit);
    const key = keyOf(stream, date);
    const before = this.#days.get(key);
    if (before !== undefined) {
      this.#replaced = {
        key: key.replaceAll("\n", " "),
        row: this.#replaced?.row ?? before.row,
        count: (this.#replaced?.count ?? 0) + 1,
      };
    } else if (this.#days.size >= maxDays) {
      throw new EngineError(
        "file-too-large",
        `This NEM12 file holds more than ${formatCount(maxDays)} days of readings.`,
        {
          hint: "Split it into files of fewer meters or years.",
        },
      );
    }
    // A correction comes later in the file or has the later time of update.
    if (before === undefined || updated >= before.updated) this.#days.set(key, { row, updated });
  }

  #takeQuality(quality: string, count: number, row: number): void {
    const of = this.#quality.get(quality) ?? { count: 0, row };
    of.count += count;
    this.#quality.set(quality, of);
  }
}

/** Second pass: a line for each interval, all of a day at once. */
export async function* nem12Lines(
  lines: AsyncIterable<string>,
  survey: Nem12Survey,
  rows: RowMap,
): AsyncGenerator<string> {
  let madeRow = 2;
  survey.beginReading();
  yield csvLine(["NMI", "suffix", "unit", "start", survey.valueName]);
  let day: DayRecord | null = null;
  let qualities: QualityRecord[] = [];
  const written = (): string => {
    if (day === null || !survey.isLatest(day)) return "";
    survey.noteQuality(day, qualities);
    rows.note(madeRow, day.row);
    madeRow += day.values.length;
    return dayLines(day, qualities);
  };
  for await (const record of recordsOf(lines)) {
    if (record.kind === "quality") qualities.push(record);
    else {
      yield written();
      day = record.kind === "day" ? record : null;
      qualities = [];
    }
  }
  yield written();
}

function dayLines({ stream, date, values, quality }: DayRecord, qualities: readonly QualityRecord[]): string {
  const { nmi, suffix, unit, minutes } = stream;
  const cells = values.map((cell) =>
    quality === noValue ? "" : /^[-+.\deE]*$/.test(cell) ? decimalText(cell) : csvCell(cell),
  );
  for (const { quality: own, from, to } of qualities) if (own === noValue) cells.fill("", from - 1, to);
  const front = `${[nmi, suffix, unit].map(csvCell).join(",")},${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T`;
  const clocks = clocksOf(minutes);
  return cells.map((cell, i) => `${front}${clocks[i] ?? ""},${cell}\n`).join("");
}

function csvCell(text: string): string {
  return csvLine([text]).slice(0, -1);
}

const clocksByMinutes = new Map<number, readonly string[]>();

/** The beginnings of a day's intervals, with the offset of all of them. */
function clocksOf(minutes: number): readonly string[] {
  let clocks = clocksByMinutes.get(minutes);
  if (clocks === undefined) {
    clocks = Array.from(
      { length: dayMinutes / minutes },
      (_, i) => `${formatTimestamp(i * minutes * minuteMs).slice(11)}+10:00`,
    );
    clocksByMinutes.set(minutes, clocks);
  }
  return clocks;
}

interface DayRecord {
  readonly kind: "day";
  readonly row: number;
  readonly stream: Stream;
  /** YYYYMMDD */
  readonly date: string;
  readonly values: readonly string[];
  /** The first letter of quality and method: A, S, F, E, V or N. */
  readonly quality: string;
  /** YYYYMMDDhhmmss, "" where it is not said. */
  readonly updated: string;
}

/** The quality of some of the intervals of the day above it, counted from 1. */
interface QualityRecord {
  readonly kind: "quality";
  readonly row: number;
  readonly from: number;
  readonly to: number;
  readonly quality: string;
}

type NemRecord = DayRecord | QualityRecord | { readonly kind: "end"; readonly row: number };

/** @throws EngineError `file-not-a-table` with the row of a record that is not as the format says */
async function* recordsOf(lines: AsyncIterable<string>, onCut?: () => void): AsyncGenerator<NemRecord> {
  let stream: Stream | null = null;
  let day: DayRecord | null = null;
  let row = 0;
  /** A line that lacks cells is an error, unless the file ends there. */
  let cut: EngineError | null = null;
  for await (const line of lines) {
    row += 1;
    if (line.trim() === "") continue;
    if (cut !== null) throw cut;
    const cells = line
      .replace(/^\uFEFF/, "")
      .split(",")
      .map(unquoted);
    switch (cells[0]) {
      case "200":
        stream = streamOf(cells, row);
        day = null;
        break;
      case "300": {
        if (stream === null) throw broken(row, "it has a day (300) before the first register (200)");
        const wanted = dayMinutes / stream.minutes;
        if (cells.length <= firstValue + wanted) {
          cut = broken(row, `${Math.max(0, cells.length - firstValue)} of ${wanted} values and a quality stand there`);
          break;
        }
        day = dayOf(cells, stream, wanted, row);
        yield day;
        break;
      }
      case "400":
        if (day === null) throw broken(row, "it has a quality (400) that belongs to no day");
        yield qualityOf(cells, day.values.length, row);
        break;
      case "900":
        yield { kind: "end", row };
        break;
      case "100":
      case "500":
        break;
      default:
        if (line.length < 4) cut = broken(row, `"${line}" is not a record`);
        else
          throw broken(
            row,
            `records begin with 100, 200, 300, 400, 500 or 900, this one with "${(cells[0] ?? "").slice(0, 20)}"`,
          );
    }
  }
  if (cut !== null) onCut?.();
}

function streamOf(cells: readonly string[], row: number): Stream {
  const [, nmi = "", , , suffix = "", , , unit = "", length = ""] = cells;
  const minutes = Number(length);
  if (nmi === "") throw broken(row, "a register (200) has no NMI");
  if (!Number.isInteger(minutes) || minutes < 1 || dayMinutes % minutes !== 0)
    throw broken(row, `"${length}" is not a length of intervals in minutes`);
  return { nmi, suffix, unit: unitNames.get(unit.toLowerCase()) ?? unit, minutes };
}

/** Files write them in any case. */
const unitNames = new Map(
  ["kWh", "MWh", "Wh", "kVArh", "MVArh", "VArh", "kVAh", "MVAh", "VAh", "kW", "MW", "W", "kVAr", "kVA", "V", "A"].map(
    (name) => [name.toLowerCase(), name] as const,
  ),
);

function dayOf(cells: readonly string[], stream: Stream, wanted: number, row: number): DayRecord {
  const date = cells[1] ?? "";
  if (Number.isNaN(dateMs(date))) throw broken(row, `"${date}" is not a date (YYYYMMDD)`);
  const quality = (cells[firstValue + wanted] ?? "").slice(0, 1).toUpperCase();
  if (!/^[ASFEVN]$/.test(quality)) {
    throw broken(
      row,
      `behind ${wanted} values "${cells[firstValue + wanted] ?? ""}" is not a quality (A, S, F, E, V or N)`,
    );
  }
  const values = cells.slice(firstValue, firstValue + wanted);
  return { kind: "day", row, stream, date, values, quality, updated: cells[firstValue + wanted + 3] ?? "" };
}

function qualityOf(cells: readonly string[], count: number, row: number): QualityRecord {
  const [from, to] = [Number(cells[1]), Number(cells[2])];
  if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 1 && from <= to && to <= count))
    throw broken(
      row,
      `a quality (400) holds for intervals 1 to ${count}, not for ${cells[1] ?? ""} to ${cells[2] ?? ""}`,
    );
  return { kind: "quality", row, from, to, quality: (cells[3] ?? "").slice(0, 1).toUpperCase() };
}

function keyOf({ nmi, suffix }: Stream, date: string): string {
  return `${nmi}\n${suffix}\n${date}`;
}

function unquoted(cell: string): string {
  return cell
    .trim()
    .replace(/^"(.*)"$/, "$1")
    .trim();
}

/** Of YYYYMMDD; NaN for what is no date. */
function dateMs(text: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)$/.exec(text);
  if (match === null) return Number.NaN;
  const ms = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  return formatTimestamp(ms).slice(0, 10).replaceAll("-", "") === text ? ms : Number.NaN;
}

function broken(row: number, why: string): EngineError {
  return new EngineError("file-not-a-table", `This NEM12 file is broken in row ${row}: ${why}.`, {
    row,
    hint: "Download it again, or export the data as CSV.",
  });
}
