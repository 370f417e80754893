import { monthOfName } from "#engine/ingest/cells";
import { singleByte, type Alphabet } from "./alphabets.ts";
import { easternEncoding } from "./eastern.ts";
import { decodeStrictly } from "./encoding.ts";

const usualMarks = "°€²³µ§£–—’‘“”„«»…·×±½\u00a0ªº¿¡№™®©\u00ad\u200c\u200e\u200f׳״־،؛؟٪฿₪";

/** What an encoding of East Asia must come to, and what another one must not reach beside it. */
const leastEastern = 0.7;
const mostBesideEastern = 0.85;

/** An encoding in which the words are nearly as good, and one that is another word in it. */
export interface EncodingRival {
  readonly label: string;
  readonly word: string;
  readonly otherWord: string;
}

export interface JudgedEncoding {
  readonly label: string;
  /** Null where no other encoding comes near. */
  readonly rival: EncodingRival | null;
}

interface Candidate {
  readonly label: string;
  readonly score: number;
  readonly words: readonly string[];
}

/** Candidates that are no farther apart are told apart by a letter or two. */
const nearScore = 0.1;

/** The encoding of bytes that are no UTF-8. Windows-1252 where nothing speaks for another. */
export function guessLegacyEncoding(bytes: Uint8Array): string {
  return judgeLegacyEncoding(bytes).label;
}

/** The encoding under which words are made of one language's letters, and the one that comes near to it. */
export function judgeLegacyEncoding(bytes: Uint8Array): JudgedEncoding {
  const sample = linesWithLetters(bytes);
  const candidates = singleByteCandidates(sample);
  let single: Candidate = { label: "windows-1252", score: -Infinity, words: [] };
  for (const candidate of candidates) if (candidate.score > single.score + 0.001) single = candidate;
  const eastern = easternEncoding(sample);
  if (eastern !== null && eastern.score >= leastEastern && single.score < mostBesideEastern)
    return { label: eastern.label, rival: null };
  return { label: single.label, rival: rivalOf(single, candidates) };
}

function rivalOf(best: Candidate, candidates: readonly Candidate[]): EncodingRival | null {
  const near = candidates.filter(({ score }) => score > best.score - nearScore).sort((a, b) => b.score - a.score);
  for (const { label, words } of near) {
    const at = words.findIndex((word, i) => word !== best.words[i]);
    const word = best.words[at];
    const otherWord = words[at];
    if (word !== undefined && otherWord !== undefined) return { label, word, otherWord };
  }
  return null;
}

function singleByteCandidates(sample: Uint8Array): Candidate[] {
  return singleByte.flatMap(({ label, alphabets, doubt }) => {
    const text = decodeStrictly(sample, label);
    if (text === null) return [];
    const words = wordsOf(text);
    const oddMarks = countOddMarks(text);
    const scores = alphabets.map((alphabet) => {
      const { sum, letters } = scoreOfWords(words, alphabet);
      const counted = letters + oddMarks;
      return (counted === 0 ? 0 : (sum - oddMarks) / counted) * (alphabet.weight ?? 1) - doubt;
    });
    return [{ label, score: Math.max(...scores), words }];
  });
}

/** The distinct words that have letters beyond ASCII. */
function wordsOf(text: string): readonly string[] {
  const words = new Set<string>();
  for (const [word] of text.matchAll(/[\p{L}\p{M}]+/gu)) if (isForeign(word)) words.add(word);
  return [...words];
}

function isForeign(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) >= 128) return true;
  return false;
}

/** Each letter beyond ASCII counts 1 at the most, rarer ones less, those of other languages against the alphabet. */
function scoreOfWords(
  words: readonly string[],
  alphabet: Alphabet,
): { readonly sum: number; readonly letters: number } {
  const { letters, never } = alphabet;
  const hasOwnScript = !/^\p{Script=Latin}/u.test(letters);
  let score = 0;
  let counted = 0;
  for (const word of words) {
    // Words of one script have no letters of another one between them.
    const isMixed = hasOwnScript && /[a-z]/i.test(word);
    let before = "";
    let uppers = 0;
    for (const letter of word) {
      const isUpper = letter !== letter.toLowerCase();
      if (isUpper) uppers += 1;
      if (letter >= "\u0080") {
        counted += 1;
        score += isMixed ? foreignLetter : weightOf(letter, alphabet, hasOwnScript);
      }
      // A capital after a small letter, or a small one after capitals, is the wrong letter.
      const isOdd = isUpper ? isLower(before) : isLower(letter) && uppers > 1;
      if (isOdd && (letter >= "\u0080" || before >= "\u0080")) score -= 1;
      before = letter;
    }
    if (never?.test(word) === true) score -= 1;
    if (monthOfName(word) > 0) score += 1;
  }
  return { sum: score, letters: counted };
}

const foreignLetter = -1.5;
const rareLetter = 0.6;

function weightOf(letter: string, { letters, rare = "" }: Alphabet, hasOwnScript: boolean): number {
  const lower = letter.toLowerCase();
  const rank = letters.includes(letter) ? letters.indexOf(letter) : letters.indexOf(lower);
  if (rank < 0) return rare.includes(lower) ? rareLetter : foreignLetter;
  // How often a language has each of a few accents depends on the words; whole alphabets are surer.
  return hasOwnScript ? 1 - (0.6 * rank) / letters.length : 1;
}

function isLower(letter: string): boolean {
  return letter !== letter.toUpperCase();
}

/** Characters that are no letters, stand between letters or are none that tables have. */
function countOddMarks(text: string): number {
  let odd = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character < "\u0080" || /[\p{L}\p{M}]/u.test(character)) continue;
    const isInWord = /\p{L}/u.test(text.charAt(at - 1)) && /\p{L}/u.test(text.charAt(at + 1));
    const isBeforeWord = /\p{L}/u.test(text.charAt(at + 1)) && "©®™¾¹³²½".includes(character);
    const isCatalan = character === "·" && text.charAt(at + 1).toLowerCase() === "l";
    if ((isInWord && !"’\u00ad\u200c׳״־".includes(character) && !isCatalan) || isBeforeWord) odd += 1;
    else if (!usualMarks.includes(character) || isOddPair(character, text.charAt(at + 1))) odd += 1;
  }
  return odd;
}

/** Signs come one by one: „€’€ is a word in another encoding. */
function isOddPair(mark: string, next: string): boolean {
  return next >= "\u0080" && next !== mark && next !== "\u00a0" && mark !== "\u00a0" && !/\p{L}/u.test(next);
}

/** Lines of digits alone say nothing, and one city a thousand times says no more than once. */
function linesWithLetters(bytes: Uint8Array): Uint8Array {
  const limit = 24 * 1024;
  const seen = new Set<string>();
  const parts: Uint8Array[] = [];
  let length = 0;
  let from = 0;
  while (from < bytes.length && length < limit) {
    const end = bytes.indexOf(10, from);
    const to = end < 0 ? bytes.length : end + 1;
    const line = bytes.subarray(from, to);
    const letters = line.some((byte) => byte >= 128) ? line.filter(isLetterByte).join(" ") : "";
    if (letters !== "" && end >= 0 && !seen.has(letters)) {
      seen.add(letters);
      parts.push(line);
      length += line.length;
    }
    from = to;
  }
  if (parts.length === 0) return bytes.subarray(0, limit);
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function isLetterByte(byte: number): boolean {
  return byte >= 128 || ((byte | 32) >= 97 && (byte | 32) <= 122);
}
