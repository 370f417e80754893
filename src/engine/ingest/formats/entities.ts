/** Named characters of HTML 4 from 160 to 255, in their order. */
const latin =
  "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest " +
  "Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig " +
  "agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

const xmlNames: readonly (readonly [string, string])[] = [
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
];
const xml = new Map(xmlNames);
const html = new Map([
  ...xmlNames,
  ...latin.split(" ").map((name, i) => [name, String.fromCharCode(160 + i)] as const),
  ["euro", "€"],
  ["ndash", "–"],
  ["mdash", "—"],
  ["minus", "−"],
  ["hellip", "…"],
  ["lsquo", "‘"],
  ["rsquo", "’"],
  ["ldquo", "“"],
  ["rdquo", "”"],
  ["bull", "•"],
  ["ensp", " "],
  ["emsp", " "],
  ["thinsp", "\u2009"],
  ["zwnj", ""],
  ["zwj", ""],
  ["dagger", "†"],
  ["le", "≤"],
  ["ge", "≥"],
]);

/** What a file defines itself stays as it is written: nothing is expanded. */
export function decodeEntities(text: string, isHtml: boolean): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{1,12}));?/gi, (written, decimal, hex, name) => {
    if (typeof name === "string") {
      return (isHtml ? html : xml).get(name) ?? written;
    }
    const code = typeof decimal === "string" ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : written;
  });
}
