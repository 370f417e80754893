/** Stands where a text would be. */
export const missingText = "–";

/** Names for programs as people read them: "duplicate-timestamp" and "duplicateTimestamp" → "Duplicate timestamp". */
export function inWords(name: string): string {
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/gu, "$1 $2")
    .replaceAll(/[-_]/gu, " ")
    .toLowerCase();
  return capital(words);
}

/** As at the beginning of a sentence. */
export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
