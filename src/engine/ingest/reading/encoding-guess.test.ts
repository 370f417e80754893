import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ingest } from "../ingest.ts";
import { sourceOf, testPorts } from "../testing.ts";
import { decodeStrictly } from "./encoding.ts";
import { guessLegacyEncoding, judgeLegacyEncoding } from "./encoding-guess.ts";

const eastern = new Set(["gbk", "big5", "shift_jis", "euc-jp", "euc-kr"]);
const encoders = new Map<string, ReadonlyMap<string, readonly number[]>>();

/** The bytes of every character of an encoding, found by decoding all of them. */
function encoderOf(label: string): ReadonlyMap<string, readonly number[]> {
  const known = encoders.get(label);
  if (known !== undefined) return known;
  const bytesOf = new Map<string, readonly number[]>();
  const note = (bytes: readonly number[]): void => {
    const text = decodeStrictly(new Uint8Array(bytes), label);
    if (text !== null && text.length === 1 && text !== "\ufffd" && !bytesOf.has(text)) bytesOf.set(text, bytes);
  };
  for (let byte = 0; byte < 256; byte += 1) note([byte]);
  if (eastern.has(label))
    for (let lead = 0x81; lead < 255; lead += 1) for (let trail = 0x40; trail < 255; trail += 1) note([lead, trail]);
  encoders.set(label, bytesOf);
  return bytesOf;
}

function encode(text: string, label: string): Uint8Array {
  const bytesOf = encoderOf(label);
  return new Uint8Array([...text].flatMap((character) => bytesOf.get(character) ?? []));
}

const west = ["windows-1252", "ibm850", "macintosh"];
const middle = ["windows-1250", "iso-8859-2", "ibm852"];
const east = ["windows-1251", "koi8-u", "ibm866", "iso-8859-5"];
const samples: readonly (readonly [language: string, encodings: readonly string[], words: string])[] = [
  ["German", west, "Umsätze Städte München Köln Düsseldorf Größe März"],
  ["French", west, "Quantité Région Île-de-France août décembre Réunion première"],
  ["Spanish", west, "Región Año Málaga León Coruña administración número"],
  ["Portuguese", west, "Região Preço São Goiânia Março Ações Produção"],
  ["Italian", west, "Quantità Città Forlì attività più perché"],
  ["Swedish", west, "Försäljning Område Malmö Göteborg Västerås"],
  ["Danish", west, "Beløb Område København Århus måned"],
  ["Finnish", west, "Päivä Määrä Jyväskylä Seinäjoki kesäkuu"],
  ["Icelandic", ["windows-1252"], "Mánuður Verð Reykjavík Kópavogur Þorlákshöfn"],
  ["Polish", middle, "Miesiąc Sprzedaż styczeń wrzesień październik Łódź Gdańsk"],
  ["Czech", middle, "Množství Město Plzeň Ústí říjen květen září červenec"],
  ["Hungarian", middle, "Dátum Győr Székesfehérvár időpont hőmérséklet érték"],
  ["Romanian", ["windows-1250"], "Vânzări Oraş Iaşi Bucureşti Timişoara Constanţa"],
  ["Croatian", ["windows-1250", "ibm852"], "Količina Županija Šibenik Čakovec Međimurje"],
  ["Turkish", ["windows-1254"], "Satış Şehir İstanbul Muğla Şırnak Yağış"],
  ["Lithuanian", ["windows-1257"], "Šiauliai Panevėžys birželis gegužė rugpjūtis kainų"],
  ["Latvian", ["windows-1257"], "Pilsēta Jūrmala Rēzekne mēnesis vērtība Ķekava"],
  ["Russian", east, "Дата Продажи Город Москва Казань Омск"],
  ["Russian short months", east, "янв фев мар апр май июн июл авг сен окт ноя дек"],
  ["Ukrainian", ["windows-1251", "koi8-u"], "Кількість Місто Київ Львів Харків січень"],
  ["Bulgarian", ["windows-1251", "ibm866"], "Продажби Град София Пловдив Бургас януари"],
  ["Serbian", ["windows-1251", "iso-8859-5"], "Количина Град Београд Ниш Љиг Врање"],
  ["Greek", ["windows-1253", "iso-8859-7"], "Ημερομηνία Πωλήσεις Πόλη Αθήνα Θεσσαλονίκη"],
  ["Hebrew", ["windows-1255"], "תאריך מכירות עיר אביב ירושלים חיפה"],
  ["Arabic", ["windows-1256"], "التاريخ المبيعات المدينة القاهرة الإسكندرية"],
  ["Thai", ["windows-874"], "วันที่ ยอดขาย จังหวัด กรุงเทพ เชียงใหม่ มกราคม"],
  ["Chinese", ["gbk"], "日期 销量 城市 北京 上海 广州"],
  ["Chinese of Taiwan", ["big5"], "日期 銷量 城市 臺北 高雄"],
  ["Japanese", ["shift_jis", "euc-jp"], "日付 売上 都市 東京 大阪 なごや カタカナ"],
  ["Korean", ["euc-kr"], "날짜 매출 도시 서울 부산"],
];
const cases = samples.flatMap(([language, encodings, words]) =>
  encodings.map((encoding) => [language, encoding, words] as const),
);

describe("the encoding of a table", () => {
  test.each(cases)("%s in %s", (_, encoding, words) => {
    const text = words
      .split(" ")
      .map((word, i) => `2024-01-0${1 + (i % 9)};${word};${i * 7},5`)
      .join("\n");
    const bytes = encode(`${text}\n`, encoding);
    expect(decodeStrictly(bytes, guessLegacyEncoding(bytes))).toBe(`${text}\n`);
  });

  test.each([
    ["the sign of a degree", "Zeit;Temperatur °C\n1;2\n"],
    ["the sign of a currency", "Date;Price in €;m²\n1;2;3\n"],
    ["quotation marks", "Name;Café “x” – y\n1;2\n"],
    ["one word", "Datum;Größe\n1;2\n"],
  ])("%s is that of Windows", (_, text) => {
    expect(guessLegacyEncoding(encode(text, "windows-1252"))).toBe("windows-1252");
  });

  test("does not depend on the order of the words", () => {
    fc.assert(
      fc.property(
        fc
          .constantFrom(...cases)
          .chain(([, encoding, words]) =>
            fc
              .shuffledSubarray(words.split(" "), { minLength: words.split(" ").length })
              .map((shuffled) => ({ encoding, shuffled })),
          ),
        ({ encoding, shuffled }) => {
          const text = `${shuffled.join("\n")}\n`;
          const bytes = encode(text, encoding);
          expect(decodeStrictly(bytes, guessLegacyEncoding(bytes))).toBe(text);
        },
      ),
      { numRuns: 60 },
    );
  });

  test.each([
    ["ibm850", "Größe", "Köln"],
    ["windows-1254", "Satış", "Muğla"],
    ["windows-1251", "Продажи", "Казань"],
    ["windows-874", "ยอดขาย", "เชียงใหม่"],
    ["gbk", "销量", "北京"],
  ])("reaches the names of columns and series: %s", async (encoding, target, id) => {
    const rows = Array.from({ length: 30 }, (_, i) => `2024-01-${String(1 + i).padStart(2, "0")},${id},${i}`);
    const dataset = await ingest(
      sourceOf(encode(`date,id,${target}\n${rows.join("\n")}\n`, encoding)),
      { idColumns: ["id"] },
      testPorts(),
    );
    expect(dataset.columns.map(({ name }) => name)).toEqual(["date", "id", target]);
    expect(dataset.series.map((series) => series.id)).toEqual([id]);
  });

  test.each([
    ["one word of two languages", "windows-1252", "Suède", "windows-1250"],
    ["many words", "windows-1252", "Umsätze Städte Größe Köln", null],
    ["many words of another language", "windows-1251", "Дата Продажи Город Москва", null],
  ])("names the one that comes near: %s", (_, encoding, words, rival) => {
    const bytes = encode(`${words.replaceAll(" ", "\n")}\n`, encoding);
    expect(judgeLegacyEncoding(bytes)).toMatchObject({
      label: encoding,
      rival: rival === null ? null : { label: rival },
    });
  });

  test("is said where another one comes near", async () => {
    const rows = Array.from({ length: 30 }, (_, i) => `2024-01-${String(1 + i).padStart(2, "0")},Suède,${i}`);
    const file = encode(`date,id,n\n${rows.join("\n")}\n`, "windows-1252");
    const { warnings } = await ingest(sourceOf(file), { idColumns: ["id"] }, testPorts());
    expect(warnings.find(({ code }) => code === "ambiguous-encoding")?.message).toContain('"Suède"');
  });

  test("nothing makes it throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(typeof guessLegacyEncoding(bytes)).toBe("string");
      }),
    );
  });
});
