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

/**
 * The first three letters of all names of months and weekdays in the Latin script. Making the tables of names takes longer than
 * reading many a file, and most words begin otherwise.
 */
const latinBeginnings = new Set(
  [
    "abr ag ago ags agt agu aha ahd an ant aou apr ara aug avg avr bal bir bre car cer cet cmt cs csu ct ctv cum",
    "cvc cvn cze czw dc dec des det dez dg di dic die dij dil dim din dis diu div dj dl do dom don ds dt dub dum dv",
    "eki elo ene esm eyl feb fev fr fre fri geg gen gio giu gru haz hei hel het huh ian isn iul iun jaa jae jan jeu",
    "joi jou jue jui jul jum jun juu kam kas ke ked kes ket kha kol kov kt kve kwi la lap lau led lie lip lis loe",
    "lok lor lug lun lut lør ma maa mac mae mag mai maj man mar may mei mer mi mie min mit mo mon mrt mrz ne ned",
    "nel nie nis noi nop nov oca oct ogo okt ons otr ott out ozu pa pat paz pe pen per pet pi pia pie pir pn po pon",
    "pr pro pt pue puh pzt qua qui rab ree rij rug ruj sa sab sal sam sat sau seg sek sel sen sep ses set sex sie",
    "sij sk so sob soe son spa sr sre sri sro srp st str stu stv sty su sub sun sve svi syy sze szo søn tam tei tem",
    "ter thu ti tii tir tis to tor tou tr tra tre tue uno ut ute uto vas vee vel ven vie vin vr vri wed wo woe wrz",
    "wt wto za zar zat zo zon",
  ].flatMap((line) => line.split(" ")),
);

/** False for folded words that are no name in any language. */
export function mayBeName(folded: string): boolean {
  return scriptOf(folded) !== "latin" || latinBeginnings.has(folded.slice(0, 3));
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
