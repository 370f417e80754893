/** Names of files that are made of names from data. */

/** Characters: with an ending and a folder in front it stays below what any file system takes, in three-byte letters, too. */
const maxStem = 80;
/** Windows has devices of these names, with any ending. */
const devices = /^(?:con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(?:\.|$)/i;

/** A name, less its ending, that every file system takes; `otherwise` where nothing is left of it. */
export function safeStem(text: string, otherwise = "forecast"): string {
  const safe = text
    // oxlint-disable-next-line no-control-regex -- control characters are exactly what must go
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029<>:"/\\|?*]+/g, "-")
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "-");
  const stem = trimmed([...trimmed(safe)].slice(0, maxStem).join(""));
  if (stem === "") return otherwise;
  return devices.test(stem) ? `_${stem}` : stem;
}

/** The same names, each with a number behind it where another one before it is the same to a file system that ignores case. */
export function uniqueStems(stems: readonly string[]): string[] {
  const taken = new Set<string>();
  return stems.map((stem) => {
    let name = stem;
    for (let number = 2; taken.has(foldedName(name)); number += 1) name = `${stem}-${number}`;
    taken.add(foldedName(name));
    return name;
  });
}

/** Of the file, the series and the day; a part that says nothing new is left out. */
export function exportStem(file: string, series: string | null, day: string): string {
  const fileStem = safeStem(file.replace(/\.[^.]{1,8}$/, ""), "");
  const seriesStem = series === null ? "" : safeStem(series, "");
  const parts = [fileStem, ...(seriesStem === fileStem ? [] : [seriesStem])].filter((part) => part !== "");
  return `${safeStem(parts.join(" "))} ${day}`;
}

/** Composed and decomposed letters, and both cases, are one name on some disks. */
function foldedName(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

function trimmed(text: string): string {
  return text.replace(/^[.\s-]+|[.\s-]+$/g, "");
}
