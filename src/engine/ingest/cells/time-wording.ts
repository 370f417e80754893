/** Ways of writing a time that become a plainer one when something is taken off or put in order. */
import { clockIn } from "./clock-text.ts";
import { monthOfName } from "./month-name.ts";
import { periodWords } from "./period-text.ts";
import { isBracketedWeekday, isWeekdayName } from "./weekday-name.ts";

const lead = new RegExp(
  `^[^\\p{L}\\d]*(?:(?:${periodWords}|month|period|day|w[ce]|ngày|thứ|chủ|יום|new|date|den)(?!\\p{L})|上午|下午|오전|오후|午前|午後)`,
  "iu",
);

/** Whether the text may be a time at all: it begins with a digit, or with a word that stands before dates and periods. */
export function mayBeTime(text: string): boolean {
  const [word] = /^\P{L}*?\p{L}[\p{L}\p{M}]*/u.exec(text) ?? [];
  if (word === undefined || /\d/.test(word)) return true;
  const name = word.replace(/^\P{L}+/u, "");
  return monthOfName(name) > 0 || isWeekdayName(name.replace(/ที่$/u, "")) || lead.test(text);
}

type Wording = (text: string) => string | null;

const otherDigits = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u0e50-\u0e59\uff10-\uff19]/g;
const zeros = [0x660, 0x6f0, 0x966, 0xe50, 0xff10];

/** Arabic, Persian, Hindi, Thai and full-width digits as ASCII; null where there are none. */
export function withPlainDigits(text: string): string | null {
  const plain = text.replace(otherDigits, (digit) => {
    const code = digit.charCodeAt(0);
    return String(code - (zeros.findLast((zero) => zero <= code) ?? code));
  });
  return plain === text
    ? null
    : plain
        .replace(/[\u200e\u200f\u061c]/g, "")
        .replaceAll("٫", ".")
        .replaceAll("،", ",");
}

const periodBefore =
  /^\s*(?:(?:week|wk\.?|month|quarter|year|period|day)\s+(?:of|commencing|beginning|starting|from|ending|ended)|w\/[ce]|w[ce](?=\s)|woche\s+(?:vom|ab)|semaine\s+d[ue]|semana\s+d(?:el|e|o|a)|settimana\s+d(?:el|al|a)|tydzień\s+od|vecka\s+från)[\s:]+(.+)$/iu;

const wordings: readonly Wording[] = [
  clockIn,
  // 18.00.00 is no date, so it is Italian for 18:00:00.
  (text) => {
    const [, hour, minute, second] = /^\s*(\d{1,2})\.(\d\d)\.(\d\d)\s*$/.exec(text) ?? [];
    return hour === undefined ? null : `${hour}:${minute}:${second}`;
  },
  // 01.11.2023 (Mi), 2024-01-01(月) 12:00
  (text) => {
    const [, before = "", name = "", behind = ""] =
      /^(.*\d.*?)\s*[(（]\s*(\p{L}{1,14})\.?\s*[)）]\s*(.*)$/u.exec(text) ?? [];
    return isBracketedWeekday(name) ? `${before} ${behind}`.trim() : null;
  },
  // 2024年1月1日 星期一, 1 Kasım 2023 Çarşamba
  (text) => {
    const [, before, name = ""] =
      /^(.*\d.*?)[\s,]+(\p{L}[\p{L}\p{M}]*)\.?\s*$/u.exec(text) ??
      /^(.*[日号號일])((?:星期|礼拜|禮拜|周|週|[月火水木金土日]曜).*)$/u.exec(text) ??
      [];
    return before !== undefined && isWeekdayName(name) ? before : null;
  },
  // segunda-feira, 1 de janeiro de 1990; Thứ Hai, 1 tháng 1, 1990; วันจันทร์ที่ 1 มกราคม
  (text) => {
    const [, names = "", date] = /^\s*(\p{L}[^\d]*?)[\s,]*(?:ngày\s+)?(\d.*)$/u.exec(text) ?? [];
    const [name = ""] = names.split(/[-\s]/);
    const isWeekday = isWeekdayName(name.replace(/ที่$/u, "")) || /^(?:thứ|chủ|יום)$/iu.test(name);
    return date !== undefined && isWeekday && names.split(/[-\s]+/).length <= 2 ? date : null;
  },
  // พุทธศักราช 2533: the era of its years
  (text) => {
    const [, before = "", year] = /^(.*\d.*?)\s*(?:พุทธศักราช|คริสต์ศักราช|พ\.ศ\.|ค\.ศ\.)\s*(\d{4})\s*$/u.exec(text) ?? [];
    return year === undefined ? null : `${before} ${year}`;
  },
  // [01/Jan/2024:00:00:00 +0000]
  (text) => /^\s*\[(.+)\]\s*$/.exec(text)?.[1] ?? null,
  // Mon Jan 01 00:00:00 UTC 2024
  (text) => {
    const [, date, clock, year] =
      /^\s*(?:\p{L}+\.?,?\s+)?(\p{L}+\.?\s+\d{1,2})\s+(\d\d:\d\d(?::\d\d)?\s+(?:[a-z]{1,5}|(?:gmt|utc)?[+-]\d\d:?\d\d))\s+(\d{4})\s*$/iu.exec(
        text,
      ) ?? [];
    return date === undefined ? null : `${date} ${year} ${clock}`;
  },
  // 2024-01-01 00:00:00 +0000 UTC, as Go prints it
  (text) => /^(.*\d\d:\d\d.*\s[+-]\d\d:?\d\d)\s+[A-Z]{2,5}(?:\s+m=[+-][\d.]+)?\s*$/.exec(text)?.[1] ?? null,
  // 2023. 11. 01., 2023. 11.
  (text) => {
    const [, year, month, day, rest = ""] =
      /^\s*(\d{4})\.\s*(\d{1,2})\.(?:\s*(\d{1,2})\.?)?(?!\d)(.*)$/.exec(text) ?? [];
    if (year === undefined) return null;
    return day === undefined
      ? rest.trim() === ""
        ? `${year}-${twoDigits(month)}`
        : null
      : `${year}-${month}-${day}${rest}`;
  },
  // 1. 11. 2023, 1 / 11 / 2023
  (text) => {
    const [, day, mark, month, year, rest = ""] =
      /^\s*(\d{1,2})\s?([./-])\s+(\d{1,2})\s?\2\s*(\d{4})(.*)$/.exec(text) ?? [];
    return day === undefined ? null : `${day}${mark}${month}${mark}${year}${rest}`;
  },
  // 2023. november 1., 2024 m. sausio 5 d., 2023. gada novembris
  (text) => {
    const [, year, name = "", day = ""] =
      /^\s*(\d{4})(?:\.|\s*m\.|\.?\s*gada)\s*(\p{L}+)\.?(?:\s+(\d{1,2})(?:\.|\s*d\.)?)?\s*$/iu.exec(text) ?? [];
    return year === undefined || monthOfName(name) === 0 ? null : `${day} ${name} ${year}`.trim();
  },
  // 1 ноября 2023 г.
  (text) => /^(.*\d{4})\s*(?:г\.?|р\.?|года|року|m\.)\s*$/iu.exec(text)?.[1] ?? null,
  // 1 tháng 11, 2023
  (text) => {
    const [, day, month, year] =
      /^\s*(?:ngày\s*)?(\d{1,2})\s*(?:tháng|thg\.?)\s*(\d{1,2})[,\s]*(?:năm\s*)?(\d{4})\s*$/iu.exec(text.normalize()) ??
      [];
    return day === undefined ? null : `${year}-${month}-${day}`;
  },
  // Week of 3 March 2024
  (text) => periodBefore.exec(text)?.[1] ?? null,
  // 10:30 01.11.2023
  (text) => {
    const [, clock, date] = /^\s*(\d{1,2}:\d\d(?::\d\d)?)[\s_,]+(\S*\d{4}\S*|.*\s\d{4})\s*$/.exec(text) ?? [];
    return clock === undefined ? null : `${date} ${clock}`;
  },
  // 3-9 March 2024: a stretch of days is named by the first
  (text) => {
    const [, day, rest] = /^\s*(\d{1,2})\.?\s*[-–]\s*\d{1,2}\.?(\s+\p{L}+\.?,?\s+\d{4})\s*$/u.exec(text) ?? [];
    return day === undefined ? null : `${day}${rest}`;
  },
  // A stretch of time, too: 01.01.2023 00:00 - 01.01.2023 01:00, 2024-01-01T00:00/2024-01-01T01:00
  (text) => /^(.{8,40}?)(?:\s+(?:-|–|to|bis|until)\s+|\/(?=\d{4}-))\s*\d.{3,}$/.exec(text)?.[1] ?? null,
];

export const wordingCount = wordings.length;

/** The plainer text behind one of {@link wordingCount} ways of writing; null where the text is not written so. */
export function plainer(text: string, at: number): string | null {
  return wordings[at]?.(text) ?? null;
}

function twoDigits(text: string | undefined): string {
  return (text ?? "").padStart(2, "0");
}
