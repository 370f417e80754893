/** Whether a file that is read as one table holds another one. */
import { TextSink, TimeSink, type Float64Column, type Misfit, type TableColumn } from "#engine/ingest/columns";
import { isTimeName, SectionScan, tablesOf } from "#engine/ingest/understanding";

/** Below the names of another table one of so many rows can be read. */
const rowsBelow = 12;

/** @param rows the file's first ones */
export function holdSeveralTables(rows: readonly (readonly string[])[], delimiter: string): boolean {
  const scan = new SectionScan();
  scan.take(rows);
  const sections = scan.sections();
  return sections.length > 1 && tablesOf(sections, delimiter).length > 1;
}

/**
 * Once all rows are columns: words where times or numbers should stand, behind a blank row or a name of times, with rows
 * below them that can be read. Costs nothing where every row can be read.
 */
export function beginsAnotherTable(columns: readonly TableColumn[], isBehindGap: (row: number) => boolean): boolean {
  const readable = columns.filter(({ sink }) => !(sink instanceof TextSink));
  const { name = "", sink: lead } = readable.find(({ sink }) => sink instanceof TimeSink) ?? readable[0] ?? {};
  if (lead === undefined || lead instanceof TextSink) return false;
  const isName = (text: string): boolean =>
    text.toLowerCase() === name.toLowerCase() || (lead instanceof TimeSink && isTimeName(text));
  return lead.misfits.some(
    ({ index, text }) =>
      (isName(text) || isBehindGap(index)) && !repeatNames(columns, index) && holdsSome(lead.values, index + 1),
  );
}

/** Whether all words of a row are the names of their columns. */
function repeatNames(columns: readonly TableColumn[], row: number): boolean {
  return columns.every(({ name, sink }) => {
    const word =
      sink instanceof TextSink
        ? (sink.words[sink.isFreeText ? -1 : sink.codes.get(row)] ?? name)
        : (misfitAt(sink.misfits, row)?.text ?? name);
    return word === "" || word.toLowerCase() === name.toLowerCase();
  });
}

/** @param misfits in the order of rows */
function misfitAt(misfits: readonly Misfit[], row: number): Misfit | undefined {
  let low = 0;
  let high = misfits.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((misfits[middle]?.index ?? 0) < row) low = middle + 1;
    else high = middle;
  }
  return misfits[low]?.index === row ? misfits[low] : undefined;
}

function holdsSome(values: Float64Column, from: number): boolean {
  for (let row = from; row < Math.min(from + rowsBelow, values.length); row += 1)
    if (!Number.isNaN(values.get(row))) return true;
  return false;
}
