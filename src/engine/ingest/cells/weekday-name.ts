import { fold, mayBeName, scriptOf, weekdayNames } from "./calendar-names.ts";

/** Short forms that locale data lack, and the weekdays of Chinese, Japanese, Korean and Vietnamese, which have no letters of case. */
const short =
  /^(?:mo|di|mi|do|fr|sa|so|lu|ma|me|je|ve|su|to|ti|ke|pe|la|td|on|ti|lo|he|mer|mie|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|lun|mar|jeu|ven|sam|dim|jue|vie|sab|dom|gio|seg|ter|qua|qui|sex)$/;
const eastern = /^(?:星期|礼拜|禮拜|周|週)[一二三四五六日天]$|^[月火水木金土日]曜日?$|^[월화수목금토일]요일$/u;
const easternLetter = /^[月火水木金土日一二三四五六월화수목금토일]$/u;
/** Shorter beginnings of names are too many other words. */
const leastLetters = 3;
const known = new Map<string, boolean>();
const knownLimit = 2000;
const names = new Map<"latin" | "other", readonly string[]>();

/** Whether the word may stand beside a date as its day of the week. */
export function isWeekdayName(word: string): boolean {
  const hit = known.get(word);
  if (hit !== undefined) return hit;
  const is = eastern.test(word) || lookUp(fold(word));
  if (known.size < knownLimit) known.set(word, is);
  return is;
}

/** Whether it is one if it stands in brackets behind a date: 2024-01-01 (月). */
export function isBracketedWeekday(word: string): boolean {
  return easternLetter.test(word) || isWeekdayName(word);
}

function lookUp(folded: string): boolean {
  if (short.test(folded)) return true;
  if (folded.length < 2 || /\d/.test(folded) || !mayBeName(folded)) return false;
  const script = scriptOf(folded);
  const all = names.get(script) ?? weekdayNames(script).flatMap((language) => language.names.flat());
  names.set(script, all);
  return all.some((name) => name === folded || (folded.length >= leastLetters && name.startsWith(folded)));
}
