/** Encodings of two bytes a character, told apart by how common the characters are that they make of the bytes. */
import { decodeStrictly } from "./encoding.ts";

interface Eastern {
  readonly label: string;
  /** What half of an ordinary text is made of. */
  readonly commonest: ReadonlySet<string>;
  /** Whether a character is one of the thousands that are in daily use, which the code tables put first. */
  readonly isUsual: (lead: number, trail: number) => boolean;
}

const simplified =
  "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报完类八离华名确才科张信马节话米整空元今集温传土许步群广石记需段研界拉林律且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往历市克何除消构府称太准精值号率族维划选标写存候快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价星城销售额店货订客户湿荷功负尔亚罗兰德巴西加拿尼阿利哥俄";
const traditional =
  "的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說產種面而方後多定行學法所民得經十三之進著等部度家電力裡如水化高自二理起小物現實加量都兩體制機當使點從業本去把性好應開它合還因由其些然前外天政四日那社義事平形相全表間樣與關各重新線內數正心反你明看原又麼利比或但質氣第向道命此變條只沒結解問意建月公無系軍很情者最立代想已通並提直題黨程展五果料象員革位入常文總次品式活設及管特件長求老頭基資邊流路級少圖山統接知較將組見計別手角期根論運農指幾九區強放決西被幹做必戰先回則任取據處隊南給色光門即保治北造百規熱領七海口東導器壓志世金增爭濟油思術極交受聯什認六共權收證改清己美再採轉更單風切打白教速花帶安場身車例真務具萬每目至達走積示議聲報完類八離華名確才科張信馬節話米整空元今集溫傳土許步群廣石記需段研界拉林律且究觀越織裝影算低持音眾書布複容兒須際商非驗連斷深難近礦千周委素技備半辦青省列習響約支般史感勞便團往歷市克何除消構府稱太準精值號率族維劃選標寫存候快效斯院查江型眼王按格養易置派層片始卻專狀育廠京識適屬圓包火住調滿縣局照參紅細引聽該鐵價星城銷售額店貨訂客戶濕荷功負臺灣爾亞羅蘭德巴西加拿尼阿利哥俄雄";
const japanese =
  "日月年時分間付値数量売上下金額価格気温湿度電力需要地点店舗商品名称番号東京大阪都道府県市区町村山川田島本中高松岡福長野愛知千葉北海南西平均最合計月火水木金土曜前後人口国内外生産出荷者件実績予定春夏秋冬";

const easterns: readonly Eastern[] = [
  {
    label: "gbk",
    commonest: new Set(simplified),
    isUsual: (lead, trail) => trail >= 0xa1 && ((lead >= 0xb0 && lead <= 0xd7) || lead === 0xa1 || lead === 0xa3),
  },
  {
    label: "big5",
    commonest: new Set(traditional),
    isUsual: (lead) => (lead >= 0xa4 && lead <= 0xc6) || lead === 0xa1,
  },
  {
    label: "shift_jis",
    commonest: new Set(japanese),
    isUsual: (lead) => lead >= 0x81 && lead <= 0x97,
  },
  {
    label: "euc-jp",
    commonest: new Set(japanese),
    isUsual: (lead, trail) =>
      trail >= 0xa1 && ((lead >= 0xb0 && lead <= 0xcf) || lead === 0xa1 || lead === 0xa4 || lead === 0xa5),
  },
  {
    label: "euc-kr",
    commonest: new Set(),
    isUsual: (lead, trail) => trail >= 0xa1 && ((lead >= 0xb0 && lead <= 0xc8) || lead === 0xa1),
  },
];

/** A third of a text is made of the commonest characters; where that is reached, more says no more. */
const usualCommonShare = 0.33;

/** The likeliest encoding of East Asia, and from 0 to 1 how ordinary a text the bytes are in it; null where they are none. */
export function easternEncoding(bytes: Uint8Array): { readonly label: string; readonly score: number } | null {
  let best: { label: string; score: number } | null = null;
  for (const { label, commonest, isUsual } of easterns) {
    const text = decodeStrictly(bytes, label);
    if (text === null || ideographShare(text) < 0.9) continue;
    const usual = usualShare(bytes, isUsual);
    // All Hangul is usual; only Korean has none but Hangul.
    const common = commonest.size === 0 ? usual ** 4 : Math.min(1, commonShare(text, commonest) / usualCommonShare);
    const score = 0.5 * usual + 0.5 * common - besideLatin(text);
    if (score > (best?.score ?? 0)) best = { label, score };
  }
  return best;
}

function usualShare(bytes: Uint8Array, isUsual: (lead: number, trail: number) => boolean): number {
  let pairs = 0;
  let usual = 0;
  for (let at = 0; at < bytes.length - 1; at += 1) {
    if ((bytes[at] ?? 0) < 0x80) continue;
    pairs += 1;
    if (isUsual(bytes[at] ?? 0, bytes[at + 1] ?? 0)) usual += 1;
    at += 1;
  }
  return pairs === 0 ? 0 : usual / pairs;
}

/** Share of the characters that stand in one word with Latin letters: bytes that belong to these, most likely. */
function besideLatin(text: string): number {
  const all = text.match(/[\u0080-\uffff]/g)?.length ?? 0;
  const beside = text.match(/[\u0080-\uffff][a-z]|[a-z][\u0080-\uffff]/g)?.length ?? 0;
  return all === 0 ? 0 : beside / all;
}

/** Kana count as common: no other language has them. */
function commonShare(text: string, commonest: ReadonlySet<string>): number {
  let foreign = 0;
  let common = 0;
  for (const character of text) {
    if (character < "\u0080") continue;
    foreign += 1;
    if (commonest.has(character) || (character >= "\u3041" && character <= "\u30ff")) common += 1;
  }
  return foreign === 0 ? 0 : common / foreign;
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
