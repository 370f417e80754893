/** What sums of other rows and columns are called. */

const alone =
  /^(?:(?:grand|sub|overall|general|sous|gran|genel|загальний|общий)[\s-]*)?(?:total(?:s|e|i|en|t|ů|es)?|totaal|gesamt(?:ergebnis|summe)?|(?:zwischen|teil|end)?summe|teilergebnis|insgesamt|suma(?: końcowa)?|sum(?:a|me|ma|s)?|somme|somma|soma|razem|ogółem|łącznie|celkem|spolu|összesen|toplam|yhteensä|i alt|sammanlagt|итого?|всего|разом|σύνολο|合计|总计|總計|合計|総計|합계|총계)(?:[\s-]+(?:g[ée]n[ée]ral|geral|general|generale|complessivo|result))?$/iu;
const beside =
  /^(.+?)[\s–—-]+(?:sub)?(?:total|totals|totaal|totale|gesamt|gesamtergebnis|ergebnis|summe|result|suma|итог)$|^(?:(?:sub|grand[\s-]*)?total|totaal|totale|summe|suma|gesamt|somme|ergebnis|итого)[\s:–—-]+(?:of |for |de |di |von )?(.+)$/iu;

/** `Total`, `Grand Total`, `Gesamtergebnis`, `Suma końcowa`, `Total général`, and nothing else. */
export function isTotalName(text: string): boolean {
  return text !== "" && (alone.test(text.trim()) || totalOf(text) !== null);
}

/** Whether the name is the word for a total alone. */
export function isPlainTotalName(text: string): boolean {
  return alone.test(text.trim());
}

/** `North` of `North Total`, `Total North` and `Ergebnis North`; null where the name is no total of something. */
export function totalOf(text: string): string | null {
  const [, before, after] = beside.exec(text.trim()) ?? [];
  return before ?? after ?? null;
}

const summaryWord = /total|sum|gesamt|totaal|somme|average|mean|mittel|durchschnitt|promedio|moyenne|count|anzahl/i;

/** Whether what stands in place of a time below the data is the name of a total, a mean or a count of it. */
export function isSummaryText(text: string): boolean {
  return summaryWord.test(text) || isTotalName(text);
}
