/** What a file says of its series in words: "Trousers, blue" beside the article's number. */
import { stretchLength, TextSink, type Table } from "#engine/ingest/columns";
import { isMissingToken } from "#engine/ingest/cells";
import type { Groups } from "./groups.ts";

/** Longer ones are cut: they are there to be found. */
const maxLength = 300;
const open = -1;

/**
 * The words of columns that say the same in all rows of a series and not the same of all series, joined.
 *
 * @param used columns with a role
 * @returns by the labels of the groups; groups without any are not in it
 */
export function describeGroups(table: Table, groups: Groups, used: readonly number[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (groups.labels.length < 2) return found;
  for (const [column, { sink }] of table.columns.entries()) {
    if (used.includes(column) || !(sink instanceof TextSink) || sink.isFreeText || sink.words.length < 2) continue;
    const wordOf = wordsByGroup(table.rows, groups, sink);
    if (wordOf === null || !differ(wordOf)) continue;
    for (const [group, label] of groups.labels.entries()) {
      const word = sink.words[wordOf[group] ?? open]?.trim() ?? "";
      if (word === "" || label.includes(word)) continue;
      const before = found.get(label);
      found.set(label, (before === undefined ? word : `${before} · ${word}`).slice(0, maxLength));
    }
  }
  return found;
}

/** [groups] the code of each group's one word; null where a group has several. */
function wordsByGroup(rows: number, groups: Groups, sink: TextSink): Int32Array | null {
  const isMissing = sink.words.map(isMissingToken);
  const wordOf = new Int32Array(groups.labels.length).fill(open);
  const ofGroups = new Int32Array(Math.min(stretchLength, rows));
  const ofWords = new Int32Array(ofGroups.length);
  for (let from = 0; from < rows; from += ofGroups.length) {
    groups.copyCodes(from, ofGroups);
    sink.codes.copyTo(from, ofWords);
    const length = Math.min(ofGroups.length, rows - from);
    for (let i = 0; i < length; i += 1) {
      const word = ofWords[i] as number;
      if (isMissing[word] !== false) continue;
      const group = ofGroups[i] as number;
      if (wordOf[group] === open) wordOf[group] = word;
      else if (wordOf[group] !== word) return null;
    }
  }
  return wordOf;
}

function differ(words: Int32Array): boolean {
  const [first] = words;
  return words.some((word) => word !== first);
}
