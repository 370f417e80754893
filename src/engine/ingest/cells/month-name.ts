/**
 * Month names of the main European languages by their distinguishing beginnings, without accents and dots. Longer
 * beginnings come first where a shorter one would also fit.
 */
const beginnings: readonly (readonly [string, number])[] = [
  // Italian and Spanish short forms, Polish, Czech and Finnish names that share no beginning with the others.
  ["styczen", 1],
  ["stycznia", 1],
  ["sty", 1],
  ["leden", 1],
  ["ledna", 1],
  ["led", 1],
  ["tammi", 1],
  ["gen", 1],
  ["ene", 1],
  ["jan", 1],
  ["janv", 1],
  ["luty", 2],
  ["lutego", 2],
  ["lut", 2],
  ["unor", 2],
  ["uno", 2],
  ["helmi", 2],
  ["fev", 2],
  ["feb", 2],
  ["marzec", 3],
  ["marca", 3],
  ["brez", 3],
  ["bre", 3],
  ["maalis", 3],
  ["mrz", 3],
  ["maer", 3],
  ["maart", 3],
  ["mrt", 3],
  ["mar", 3],
  ["kwie", 4],
  ["kwi", 4],
  ["dub", 4],
  ["huhti", 4],
  ["abr", 4],
  ["avr", 4],
  ["apr", 4],
  ["kvet", 5],
  ["kve", 5],
  ["touko", 5],
  ["maj", 5],
  ["mag", 5],
  ["mai", 5],
  ["may", 5],
  ["mei", 5],
  ["czerwiec", 6],
  ["czerwca", 6],
  ["cze", 6],
  ["cerven", 6],
  ["kesa", 6],
  ["giu", 6],
  ["juin", 6],
  ["jun", 6],
  ["lipiec", 7],
  ["lipca", 7],
  ["lip", 7],
  ["cervenec", 7],
  ["heina", 7],
  ["lug", 7],
  ["juil", 7],
  ["jul", 7],
  ["sierpien", 8],
  ["sierpnia", 8],
  ["sie", 8],
  ["srp", 8],
  ["elo", 8],
  ["ago", 8],
  ["aou", 8],
  ["aug", 8],
  ["wrzesien", 9],
  ["wrzesnia", 9],
  ["wrz", 9],
  ["zari", 9],
  ["zar", 9],
  ["syys", 9],
  ["set", 9],
  ["sep", 9],
  ["pazdz", 10],
  ["paz", 10],
  ["rij", 10],
  ["rijna", 10],
  ["loka", 10],
  ["ott", 10],
  ["out", 10],
  ["okt", 10],
  ["oct", 10],
  ["listopad", 11],
  ["lis", 11],
  ["marras", 11],
  ["nov", 11],
  ["grudzien", 12],
  ["grudnia", 12],
  ["gru", 12],
  ["prosin", 12],
  ["pro", 12],
  ["joulu", 12],
  ["dic", 12],
  ["des", 12],
  ["dez", 12],
  ["dec", 12],
];

/** Longest first: `marras` (Finnish November) before `mar`, `cervenec` (Czech July) before `cerven`. */
const byLength = [...beginnings].sort((a, b) => b[0].length - a[0].length);
const weekday =
  /^(?:mon|tue|wed|thu|fri|sat|sun|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|mie|jue|vie|sab|dom|gio|seg|ter|qua|qui|sex)[a-z]*$/;
const known = new Map<string, number>();
const knownLimit = 2000;

/** 1 … 12, or 0 when the word is no month. */
export function monthOfName(word: string): number {
  const hit = known.get(word);
  if (hit !== undefined) return hit;
  const plain = fold(word);
  const month = plain.length < 3 ? 0 : (byLength.find(([beginning]) => plain.startsWith(beginning))?.[1] ?? 0);
  if (known.size < knownLimit) known.set(word, month);
  return month;
}

/** Whether the word may stand before a date as its day of the week. */
export function isWeekdayName(word: string): boolean {
  return weekday.test(fold(word));
}

function fold(word: string): string {
  return word.toLowerCase().replaceAll("ä", "ae").normalize("NFD").replace(/[̀-ͯ.]/g, "").replaceAll("ł", "l");
}
