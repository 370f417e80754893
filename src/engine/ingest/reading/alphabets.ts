/** The letters beyond ASCII by which a language is recognised, and the code pages in which it was written. */
export interface Alphabet {
  /** In lower case; of scripts other than Latin all letters, the commonest first. */
  readonly letters: string;
  /** Letters that a few words only have. */
  readonly rare?: string;
  /** What the language never has. */
  readonly never?: RegExp;
  /** Below 1 for languages whose files are rare, so that a few letters do not speak for them. */
  readonly weight?: number;
}

const german: Alphabet = { letters: "üäöß", never: /ü[aeiou]|ö[aio]|ä[aeo]|[^aeiouäöüy]ß/iu };
const western: readonly Alphabet[] = [
  german,
  // è and ê stand before consonants, ï behind vowels, ç before a, o, u.
  { letters: "éèàêçôâî", rare: "ùûëïœü", never: /[èêàù][aiouy]|(?<![aeou])ï|ç[^aouâôù]|(?<!\p{L})[ÈÊ](?![rtv])/iu },
  { letters: "óíáéñú", rare: "ü", never: /ñ[^aeiouáéíóú]/iu },
  { letters: "ãçáéíóêõúâô", rare: "à", never: /õ[^e]|[êâô][aeiou]|ã[^oe\s]\p{L}|ç[^aouáâãéõú]/iu },
  // Italian accents stand at the ends of words.
  { letters: "àèùòì", rare: "é", never: /[àèùòì]\p{L}/iu },
  { letters: "äåö", rare: "éü" },
  { letters: "øåæ", rare: "éö" },
  { letters: "äö", rare: "åšž" },
  // Dutch has ë and ï behind vowels.
  { letters: "ëéïüèöç", never: /(?<![aeiou])[ëï]|È/iu, weight: 0.95 },
  { letters: "óàèéíçòú", rare: "ï", never: /(?<![aeou])ï/iu, weight: 0.9 },
  { letters: "íáðúéóöýæþ", weight: 0.85 },
  { letters: "ëç", weight: 0.8 },
];
const central: readonly Alphabet[] = [
  { letters: "ąłężśćóńź", never: /[śźćń]i/iu },
  { letters: "íáěéřščýžů", rare: "úťďňó" },
  { letters: "áčíéšýúžľ", rare: "ťôňďäóĺŕ" },
  { letters: "áéöíóőüúű" },
  { letters: "ăşţîâșț" },
  { letters: "čšžć", rare: "đ" },
  german,
];
const turkish: readonly Alphabet[] = [{ letters: "ıüşğöçİ", rare: "âîû" }];
const baltic: readonly Alphabet[] = [
  { letters: "ėųįšžąčūę" },
  { letters: "āīēšņļžūčģķ" },
  { letters: "äõüö", rare: "šž", never: /[aeiouäöü][^\W_aeiou]+õ/iu, weight: 0.9 },
];
const cyrillic: readonly Alphabet[] = [
  { letters: "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё", never: /[бвгджзклмнпрстфхцчшщ]{5}|й[еиуы]/iu },
  { letters: "оанивіретсклудмпязьбгйчжхцюшїщєфґ" },
  { letters: "аиоентрсвлкдпмзяъугбчщцшжйхфюь" },
  { letters: "аоиенртсјувкдмплзгбњћчљшжхцфђџ" },
  { letters: "аніоерыстлвядкпумзьбўгчшйёцжхэюф" },
  { letters: "аоеитнрсвкдлпмујзгбчшцжфхњџѓќљѕ" },
];
const greek: readonly Alphabet[] = [
  { letters: "αοιετσνηυρπκμςλίόάγέήδωχύώθφβξζψϊϋ", never: /ς\p{L}|\p{L}σ(?!\p{L})/iu },
];
const hebrew: readonly Alphabet[] = [{ letters: "יוהלארמתבשנכדםחפקטעגצסזןךףץ", never: /[םןךףץ]\p{L}/u }];
const arabic: readonly Alphabet[] = [
  { letters: "اليمونرتبةعدسفهكقحجشطصخأذضزثئءىإغظؤآ" },
  { letters: "اینردمهوتبشسلکزفگعخقجآپحطچصغضژظثذئء" },
];
const thai: readonly Alphabet[] = [
  {
    letters: "านรกอเงมยลวดทตสตะปบคหแจพชขใไโผศธณซฟถษญฉฐภฎฮฬฤฏฑฒฌฃฅฆฝฯๆ่้ัิีืุูึำ็์๊๋ๅฺํ๎",
    // Marks stand on consonants, vowels that are written first before them.
    never:
      /(?<![\u0e01-\u0e2e][\u0e30-\u0e4e]{0,2})[\u0e31\u0e33-\u0e3a\u0e47-\u0e4e]|[\u0e40-\u0e44](?![\u0e01-\u0e2e])/u,
  },
];

interface SingleByteEncoding {
  readonly label: string;
  readonly alphabets: readonly Alphabet[];
  /** What the text must score better than in an encoding of Windows, whose files are the commonest. */
  readonly doubt: number;
}

const oldDoubt = 0.08;

/** Encodings of one byte a character, the likeliest first. */
export const singleByte: readonly SingleByteEncoding[] = [
  { label: "windows-1252", alphabets: western, doubt: 0 },
  { label: "windows-1250", alphabets: central, doubt: 0.03 },
  { label: "windows-1254", alphabets: turkish, doubt: 0.02 },
  { label: "windows-1251", alphabets: cyrillic, doubt: 0 },
  { label: "windows-1253", alphabets: greek, doubt: 0.02 },
  { label: "windows-1255", alphabets: hebrew, doubt: 0.02 },
  { label: "windows-1256", alphabets: arabic, doubt: 0.02 },
  { label: "windows-1257", alphabets: baltic, doubt: 0.08 },
  { label: "windows-874", alphabets: thai, doubt: 0.02 },
  { label: "iso-8859-2", alphabets: central, doubt: 0.1 },
  { label: "koi8-u", alphabets: cyrillic, doubt: oldDoubt },
  { label: "ibm866", alphabets: cyrillic, doubt: oldDoubt },
  { label: "ibm850", alphabets: western, doubt: oldDoubt },
  { label: "macintosh", alphabets: western, doubt: oldDoubt + 0.05 },
  { label: "ibm852", alphabets: central, doubt: oldDoubt },
  { label: "iso-8859-5", alphabets: cyrillic, doubt: oldDoubt },
  { label: "iso-8859-7", alphabets: greek, doubt: 0.1 },
  { label: "x-mac-cyrillic", alphabets: cyrillic, doubt: oldDoubt + 0.05 },
];
