/** The time series format of the Monash archive: a series in a line, behind the names of its attributes. */
import { EngineError } from "#domain/errors";
import { formatTimestamp, timeAt } from "#engine/series";
import { parseFrequency, type Frequency } from "#domain/series";
import { TimeReader } from "#engine/ingest/cells";
import { csvLine } from "#engine/ingest/reading";

export function isTsf(head: string): boolean {
  return (
    /^@(?:relation|attribute|frequency)\b/im.test(head) &&
    /^(?:\s*#.*\r?\n|\s*\r?\n)*@/.test(head.replace(/^\uFEFF/, ""))
  );
}

const tsfFrequencies: Readonly<Record<string, string>> = {
  "4_seconds": "4 second",
  minutely: "minute",
  "10_minutes": "10 minute",
  half_hourly: "30 minute",
  hourly: "hour",
  daily: "day",
  weekly: "week",
  monthly: "month",
  quarterly: "quarter",
  yearly: "year",
};

/** One line per value: series, time, value. The attributes before the values other than the start are the series' name. */
export async function* tsfLines(lines: AsyncIterable<string>): AsyncGenerator<string> {
  const attributes: string[] = [];
  let frequency: Frequency | null = null;
  let row = 0;
  let isData = false;
  yield csvLine(["series", "time", "value"]);
  for await (const raw of lines) {
    row += 1;
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const [word = "", ...rest] = line.split(/\s+/);
    if (!isData) {
      if (/^@attribute$/i.test(word)) attributes.push(rest[0] ?? "");
      else if (/^@frequency$/i.test(word)) frequency = tsfFrequency(rest[0] ?? "", row);
      else if (/^@data$/i.test(word)) isData = true;
      continue;
    }
    yield* tsfSeries(line, attributes, frequency, row);
  }
}

function tsfFrequency(word: string, row: number): Frequency {
  const known = tsfFrequencies[word.toLowerCase()] ?? word.replace("_", " ").replace(/s$/, "");
  try {
    return parseFrequency(known);
  } catch (cause) {
    throw new EngineError("file-not-a-table", `The frequency "${word}" of this .tsf file is not known.`, {
      row,
      cause,
    });
  }
}

function* tsfSeries(
  line: string,
  attributes: readonly string[],
  frequency: Frequency | null,
  row: number,
): Generator<string> {
  const cells = line.split(":");
  const values = cells.at(-1) ?? "";
  const names: string[] = [];
  let start = Number.NaN;
  // Clocks are written with dashes (1979-01-01 00-00-00), so that colons only divide attributes.
  for (const [index, attribute] of attributes.entries()) {
    const cell = cells[index] ?? "";
    if (/start|date|time/i.test(attribute) && Number.isNaN(start)) {
      start = new TimeReader().read(cell.trim().replace(/^(\S+) (\d\d)-(\d\d)-(\d\d)$/, "$1 $2:$3:$4"));
    } else names.push(cell.trim());
  }
  if (frequency === null || Number.isNaN(start)) {
    throw new EngineError("no-time-column", `The series in row ${row} has no start, or the file has no frequency.`, {
      row,
      hint: "A .tsf file says both: @frequency, and an attribute start_timestamp.",
    });
  }
  const name = names.join(" / ") || `series ${row}`;
  let step = 0;
  for (const value of values.split(",")) {
    const text = value.trim();
    yield csvLine([name, formatTimestamp(timeAt(start, frequency, step)), text === "?" ? "" : text]);
    step += 1;
  }
}
