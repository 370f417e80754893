import chardet from "chardet";
import { decodeStrictly } from "./encoding.ts";

const minConfidence = 50;
/** Names of the detection library → labels of the encoding standard; what is not here is not offered. */
const multiByte = new Map([
  ["GB18030", "gbk"],
  ["Big5", "big5"],
  ["Shift_JIS", "shift_jis"],
  ["EUC-JP", "euc-jp"],
  ["EUC-KR", "euc-kr"],
]);
const otherScripts = new Map([
  ["windows-1251", "windows-1251"],
  ["KOI8-R", "koi8-r"],
  ["ISO-8859-5", "windows-1251"],
  ["windows-1253", "windows-1253"],
  ["ISO-8859-7", "windows-1253"],
  ["windows-1255", "windows-1255"],
  ["ISO-8859-8", "windows-1255"],
  ["windows-1256", "windows-1256"],
]);

/** Letters by the code page that people write them in; a text in the wrong one shows few of them. */
const common: readonly (readonly [string, string])[] = [
  ["windows-1252", "äöüßÄÖÜéèêëàâçñóíáúãõåÅÉæøØîôûœïÇÑ°€²³µ§£–’“”„ºª¿¡"],
  ["windows-1250", "čřžšěůýáíéúťďňóČŘŽŠĚŮÝÁÍÉÚŤĎŇÓłąęśżźćńŁĄĘŚŻŹĆŃőűŐŰľĺŕôäöüßÄÖÜăâîşţđĐ°€–’“”„"],
  ["iso-8859-2", "čřžšěůýáíéúťďňóČŘŽŠĚŮÝÁÍÉÚŤĎŇÓłąęśżźćńŁĄĘŚŻŹĆŃőűŐŰľĺŕôäöüßÄÖÜăâîşţđĐ°"],
];

/**
 * The encoding of bytes that are no UTF-8. A detection library names candidates; each is confirmed by what the text becomes
 * under it, because the library is unsure about tables: they are mostly digits. Windows-1252 where nothing speaks for another.
 */
export function guessLegacyEncoding(bytes: Uint8Array): string {
  const sample = linesWithLetters(bytes);
  const candidates = chardet.analyse(sample);
  for (const { name, confidence } of candidates) {
    const label = multiByte.get(name);
    if (label === undefined || confidence < minConfidence) continue;
    const text = decodeStrictly(sample, label);
    if (text !== null && ideographShare(text) > 0.8) return label;
  }
  const told = toldByWords(sample);
  if (told !== null) return told;
  if (isOtherScript(sample)) {
    const script = candidates.find(({ name }) => otherScripts.has(name));
    return otherScripts.get(script?.name ?? "") ?? "windows-1251";
  }
  let best = "windows-1252";
  let bestScore = scoreOf(sample, best, common[0]?.[1] ?? "");
  for (const [label, letters] of common.slice(1)) {
    const score = scoreOf(sample, label, letters);
    if (score > bestScore * 1.05 + 0.5) {
      best = label;
      bestScore = score;
    }
  }
  return best;
}

/** What columns are called. Where only the header is written in words, it holds too few bytes for statistics. */
const headerWords: readonly (readonly [string, string])[] = [
  ["gbk", "时间 日期 数值 数量 销量 销售 温度 湿度 电量 负荷 功率 价格 金额 年份 月份 地区 名称 编号 站点 流量"],
  ["big5", "時間 日期 數值 數量 銷量 銷售 溫度 濕度 電量 負載 功率 價格 金額 年份 月份 地區 名稱 編號 測站 流量"],
  ["shift_jis", "日付 日時 時刻 時間 年月 売上 数量 金額 価格 気温 湿度 電力 需要 値 地点 店舗 商品 名称"],
  ["euc-jp", "日付 日時 時刻 時間 年月 売上 数量 金額 価格 気温 湿度 電力 需要 値 地点 店舗 商品 名称"],
  ["euc-kr", "날짜 시간 일자 일시 연도 매출 수량 금액 가격 온도 습도 전력 수요 지역 지점 이름"],
];

function toldByWords(sample: Uint8Array): string | null {
  let best: string | null = null;
  let most = 0;
  for (const [label, words] of headerWords) {
    const text = decodeStrictly(sample, label);
    if (text === null || ideographShare(text) < 0.8) continue;
    const found = words.split(" ").filter((word) => text.includes(word)).length;
    if (found > most) {
      most = found;
      best = label;
    }
  }
  return best;
}

/** Whole words beyond ASCII: accented letters of Latin script stand between plain ones. */
function isOtherScript(bytes: Uint8Array): boolean {
  let inRuns = 0;
  let all = 0;
  let run = 0;
  for (const byte of bytes) {
    if (byte >= 0xc0) {
      run += 1;
      continue;
    }
    all += run;
    if (run >= 3) inRuns += run;
    run = 0;
  }
  return all > 0 && inRuns >= all * 0.7;
}

/** Lines of digits alone say nothing and drown those that do. */
function linesWithLetters(bytes: Uint8Array): Uint8Array {
  const limit = 64 * 1024;
  const parts: Uint8Array[] = [];
  let length = 0;
  let from = 0;
  while (from < bytes.length && length < limit) {
    const end = bytes.indexOf(10, from);
    const to = end < 0 ? bytes.length : end + 1;
    const line = bytes.subarray(from, to);
    if (line.some((byte) => byte >= 128) && end >= 0) {
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

/** Share of East Asian characters among everything beyond ASCII. */
function ideographShare(text: string): number {
  let foreign = 0;
  let ideographs = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 128) continue;
    foreign += 1;
    // Kana, CJK punctuation, ideographs, Hangul, full-width forms, ℃; half-width kana are rare in real tables.
    const isExpected =
      (code >= 0x3000 && code <= 0x30ff) ||
      (code >= 0x4e00 && code <= 0x9fff) ||
      (code >= 0xac00 && code <= 0xd7a3) ||
      (code >= 0xff01 && code <= 0xff5e) ||
      code === 0x2103;
    if (isExpected) ideographs += 1;
  }
  return foreign === 0 ? 0 : ideographs / foreign;
}

function scoreOf(bytes: Uint8Array, label: string, letters: string): number {
  const text = decodeStrictly(bytes, label);
  if (text === null) return -Infinity;
  let score = 0;
  let before = "";
  for (const character of text) {
    if (character > "\u007f") {
      if (letters.includes(character)) score += 1;
      else if (/\p{L}/u.test(character)) score += 0.3;
      else score -= 1;
      // A capital after a small letter is the wrong letter.
      if (/\p{Ll}/u.test(before) && /\p{Lu}/u.test(character)) score -= 1.5;
    }
    before = character;
  }
  return score;
}
