/** Names of months and weekdays, as the host's locale data have them. */

type Script = "latin" | "other";

/** Languages of the Latin script, then all others; a word of another script needs no look at the first ones. */
const latin = [
  ...["en", "en-GB", "de", "de-AT", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "is", "ca", "gl", "eu"],
  ...["pl", "cs", "sk", "hu", "ro", "hr", "bs", "sr-Latn", "sl", "lt", "lv", "et", "sq", "tr", "az", "id", "ms"],
];
const others = [
  ...["ru", "uk", "be", "bg", "sr", "mk", "kk", "el", "he", "ar", "ar-MA", "ar-DZ", "ar-IQ", "fa", "hi", "th", "ka"],
  "hy",
];

const monthForms = [
  { month: "long" },
  { month: "short" },
  { month: "long", day: "numeric" },
  { month: "short", day: "numeric" },
  { month: "long", year: "numeric" },
] as const;
const weekdayForms = [{ weekday: "long" }, { weekday: "short" }] as const;

/** The names of one language in one calendar, by the index of what they name. */
export interface LanguageNames {
  readonly language: string;
  /** [12] or [7] long, short and genitive names, folded. */
  readonly names: readonly (readonly string[])[];
}

/** Names of January … December, alone and within dates, which many languages inflect. */
export function monthNames(script: Script): LanguageNames[] {
  const middles = Array.from({ length: 12 }, (_, month) => Date.UTC(2024, month, 15));
  return languagesOf(script).map((language) => ({ language, names: namesAt(language, monthForms, "month", middles) }));
}

/** Names of Monday … Sunday. */
export function weekdayNames(script: Script): LanguageNames[] {
  const week = Array.from({ length: 7 }, (_, day) => Date.UTC(2024, 0, 1 + day));
  return languagesOf(script).map((language) => ({ language, names: namesAt(language, weekdayForms, "weekday", week) }));
}

export function scriptOf(word: string): Script {
  return /^\p{Script=Latin}/u.test(word) ? "latin" : "other";
}

/** Without case, accents and points: what people leave out when they write names of months. */
export function fold(word: string): string {
  return word
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f\u0591-\u05c7\u064b-\u0652.'’׳॰]/g, "")
    .replaceAll("ł", "l")
    .replaceAll("ı", "i")
    .replaceAll("ς", "σ");
}

function languagesOf(script: Script): readonly string[] {
  return script === "latin" ? latin : others;
}

function namesAt(
  language: string,
  forms: readonly Intl.DateTimeFormatOptions[],
  type: "month" | "weekday",
  times: readonly number[],
): string[][] {
  const names = times.map(() => new Set<string>());
  for (const form of forms) {
    const format = new Intl.DateTimeFormat(`${language}-u-ca-gregory-nu-latn`, { ...form, timeZone: "UTC" });
    for (const [at, ms] of times.entries())
      for (const part of format.formatToParts(ms))
        if (part.type === type) for (const name of spellings(part.value)) names[at]?.add(name);
  }
  return names.map((of) => [...of]);
}

/** Folded, and with ae for ä; none for names of several words, and for months that are numbers. */
function spellings(name: string): string[] {
  // Catalan "d’abril", "de gener"
  const plain = name.toLowerCase().replace(/^(?:de |d[’'])/, "");
  const written = [fold(plain), fold(plain.replaceAll("ä", "ae").replaceAll("ö", "oe").replaceAll("ü", "ue"))];
  return written.filter((spelling) => /^[^\d\s]{2,}$/.test(spelling));
}
