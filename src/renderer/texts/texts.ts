/** Words of the window, in the language that is chosen: English, until there is another. */

/** A text, or a function of what stands in it; a translation has the same shape and may order its parts as it needs. */
export type Text = string | ((...parts: never[]) => string);
export type Texts = Readonly<Record<string, Text>>;

/** By feature, what of its texts a language has; what it lacks is in English. */
export type Translations = Readonly<Record<string, Readonly<Record<string, Text>>>>;

let translations: Translations = {};

/**
 * The texts of one feature. Read a text where it is shown, and not at the top of a module: then it is the chosen language's.
 *
 * @param feature names them in a translation
 * @param english the texts themselves; a text with parts is a function of them
 */
export function defineTexts<T extends Texts>(feature: string, english: T): T {
  const texts = {};
  for (const name of Object.keys(english))
    Object.defineProperty(texts, name, { enumerable: true, get: () => translations[feature]?.[name] ?? english[name] });
  return texts as T;
}

/** From now on; what is shown already has to be drawn again. */
export function setLanguage(next: Translations): void {
  translations = next;
}
