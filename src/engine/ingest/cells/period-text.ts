/** Periods that are longer than a day: quarters, halves, weeks, fiscal years, seasons. */
import { dayMs } from "#domain/series";
import { dayNumber, isoWeekMs, weeksOfIsoYear } from "./calendar.ts";
import { monthOfName } from "./month-name.ts";
import type { TimeShape } from "./time-shape.ts";
import { christianYear, longYear } from "./years.ts";

/** What a text other than a plain date says. */
export interface WrittenTime {
  /** The beginning of the period, as a wall clock. */
  readonly ms: number;
  readonly shape: TimeShape;
  readonly isShortYear: boolean;
  readonly isBuddhistYear: boolean;
}

interface PeriodForm {
  readonly shape: TimeShape;
  /** Named groups: y year, q quarter, h half, w week, d its day, m month, name a month's name. */
  readonly pattern: RegExp;
}

const yyyy = String.raw`(?<y>\d{4})\s*(?:年|년)?`;
const anyYear = String.raw`(?<y>\d{4}|['’]?\d\d)`;
const joint = String.raw`[-\s/.,:_–]*(?:of\s+|de\s+|del\s+|do\s+)?`;
const four = "(?<q>[1-4]|IV|I{1,3})";
const quarter =
  "(?:q|qtr|qrt|quarter|quartal|kvartal|kvartál|kvartaal|kwartaal|kwartał|t|trim|trimestre|τρίμηνο|квартал|кв|çeyrek)";
const half = "(?:h|hj|hy|s(?!\\d\\d)|half|halbjahr|halvår|halfjaar|sem|semester|semestre|semestr|półrocze|полугодие)";
const week =
  "(?:w|wk|week|weeknum|cw|kw|woche|s(?=\\d\\d)|semaine|semana|settimana|uge|uke|vecka|viikko|týden|tydzień|hét|hafta|неделя|нед|тиждень)";
const fiscal = "(?:fy|f\\.y\\.|fiscal(?:\\s+year)?|financial\\s+year|gj|exercice|ejercicio)";
const spanned = String.raw`(?:\s?[-/–]\s?(?<end>\d{4}|\d\d))?`;
const ordinal = "(?:st|nd|rd|th|er|º|ª|\\.)?";

const forms: readonly PeriodForm[] = [
  form("year-month", `${yyyy}[-_ :]?(?:m|mon)[-_ ]?(?<m>\\d{1,2})`),
  form("year-month", `m[-_ .]?(?<m>\\d{1,2})${joint}${yyyy}`),
  form("year-month", `${yyyy}:(?<m>\\d\\d)`),
  form("part-of-year", `${yyyy}:(?<m>\\d)`),
  form("year-month", `(?:tháng|thg\\.?)\\s*(?<m>\\d{1,2})${joint}(?:năm\\s*)?${yyyy}`),
  form("year-month", `(?<m>\\d{1,2})\\s*[월月]${joint}${yyyy}`),
  form("quarter", `${yyyy}${joint}${quarter}${joint}${four}`),
  form("quarter", `(?<y>\\d\\d)[-/]?q(?<q>[1-4])`),
  form("quarter", `${quarter}[-_ .]*${four}${joint}${anyYear}`),
  form("quarter", `${four}${ordinal}[-\\s]?${quarter}${joint}${anyYear}`),
  form("quarter", `${yyyy}${joint}${four}${ordinal}[-\\s]?${quarter}\\.?`),
  form("quarter", `(?<y>\\d{4})[年년]?[\\s第]*(?<q>[一二三四1-4])\\s*(?:季度|季|四半期|분기)`),
  // Polish "1 kw. 2021" is a quarter, German "7. KW 2021" a week.
  { shape: "quarter", pattern: new RegExp(`^${four} kw\\.?\\s+(?<y>\\d{4})$`, "u") },
  { shape: "iso-week", pattern: /^(?<w>\d{1,2})\.?\s*K[Ww][-\s/,.]*(?<y>\d{4})$/u },
  form("half-year", `${yyyy}${joint}${half}[-_ .]*(?<h>[12])`),
  form("half-year", `${half}[-_ .]*(?<h>[12])${joint}${anyYear}`),
  form("half-year", `(?<h>[12]|I{1,2})${ordinal}[-\\s]?${half}${joint}${anyYear}`),
  form("half-year", `(?<y>\\d{4})年?(?<h>[上下])半年`),
  form("iso-week", `${yyyy}${joint}(?!t\\d\\d)${week}[-_ .]*(?<w>\\d{1,2})(?:-(?<d>[1-7]))?`),
  form("iso-week", `${week}[-\\s._]*(?<w>\\d{1,2})${joint}${yyyy}`),
  form("iso-week", `${week}[-\\s._]*(?<w>\\d{1,2})/(?<y>\\d\\d)`),
  form("fiscal", `q(?<q>[1-4])${joint}${fiscal}\\s?${anyYear}${spanned}`),
  form("fiscal", `${fiscal}\\s?${anyYear}${spanned}${joint}q(?<q>[1-4])`),
  form("fiscal", `(?<q>[1-4])q${joint}${fiscal}\\s?${anyYear}${spanned}`),
  form("fiscal", `q(?<q>[1-4])${joint}(?<y>\\d{4})\\s?[-/–]\\s?(?<end>\\d{4}|\\d\\d)`),
  form("fiscal", `(?<y>\\d{4})\\s?[-/–]\\s?(?<end>\\d{4}|\\d\\d)${joint}q(?<q>[1-4])`),
  form("fiscal", `h(?<h>[12])${joint}${fiscal}\\s?${anyYear}${spanned}`),
  form("fiscal", `${fiscal}\\s?${anyYear}${spanned}${joint}h(?<h>[12])`),
  form("fiscal", `[pm](?<m>\\d{1,2})${joint}${fiscal}\\s?${anyYear}${spanned}`),
  form("fiscal", `${fiscal}\\s?${anyYear}${spanned}${joint}[pm](?<m>\\d{1,2})`),
  form("fiscal", `${fiscal}\\s?${anyYear}${spanned}`),
  form("year", `(?:cy|calendar year|year|jahr|kj)\\s?${anyYear}`),
  form("year", `(?<y>\\d{4})\\s?[年년]`),
  form("year-span", `(?<y>\\d{4})\\s?[-/–]\\s?(?<end>\\d{4}|\\d\\d)`),
  form("month-span", `(?<y>\\d{4})\\s?[年년]\\s?(?<m>\\d{1,2})[-~～–]\\d{1,2}[月월]`),
  form("month-span", `(?<name>\\p{L}{3,})\\.?\\s*[-–/]\\s*\\p{L}{3,}\\.?${joint}${anyYear}`),
  form("month-span", `(?<name>\\p{L}{3,})\\.?\\s+(?<y>\\d{4})\\s*[-–]\\s*\\p{L}{3,}\\.?\\s+\\d{4}`),
];

function form(shape: TimeShape, pattern: string): PeriodForm {
  return { shape, pattern: new RegExp(`^\\s*${pattern}\\s*$`, "iu") };
}

export const periodForms = forms.length;

/** Words that a period's name may begin with; part of a pattern. */
export const periodWords = `${quarter}|${half}|${week}|${fiscal}|m|p|cy|calendar|year|jahr|kj|tháng|thg|i{1,3}|iv`;

/** The period that the text names in one of the {@link periodForms} ways; null where it is none. */
export function readPeriod(text: string, at: number): WrittenTime | null {
  const { shape, pattern } = forms[at] ?? { shape: "year", pattern: /$^/ };
  const groups = pattern.exec(text)?.groups;
  if (groups === undefined) return null;
  const digits = (groups["y"] ?? "").replace(/^['’]/, "");
  const isShortYear = digits.length === 2;
  const written = isShortYear ? longYear(Number(digits)) : Number(digits);
  const year = christianYear(written);
  if (!endsOneLater(groups["end"], written)) return null;
  const ms = beginningOf(year, groups);
  return ms !== ms ? null : { ms, shape, isShortYear, isBuddhistYear: year !== written };
}

/** 1994/95, 1999/00, 2023-2024: seasons are named by two years that follow each other. */
function endsOneLater(end: string | undefined, year: number): boolean {
  if (end === undefined) return true;
  return end.length === 4 ? Number(end) === year + 1 : Number(end) === (year + 1) % 100;
}

function beginningOf(year: number, groups: Readonly<Record<string, string | undefined>>): number {
  const { q, h, w, d, m, name } = groups;
  if (w !== undefined) {
    const week = Number(w);
    return week < 1 || week > weeksOfIsoYear(year) ? Number.NaN : isoWeekMs(year, week) + (Number(d ?? 1) - 1) * dayMs;
  }
  let month = 1;
  if (name !== undefined) month = monthOfName(name);
  else if (m !== undefined) month = Number(m);
  else if (q !== undefined) month = numeral(q) * 3 - 2;
  else if (h !== undefined) month = numeral(h) * 6 - 5;
  return month < 1 || month > 12 ? Number.NaN : dayNumber(year, month, 1) * dayMs;
}

const numerals = ["", "I", "II", "III", "IV"];
const easternNumerals = ["", "一", "二", "三", "四"];
const halves = ["", "上", "下"];

function numeral(text: string): number {
  for (const names of [numerals, easternNumerals, halves]) {
    const value = names.indexOf(text.toUpperCase());
    if (value > 0) return value;
  }
  return Number(text);
}
