import type { Conventions } from "#engine/format";

/** Where fields look up how numbers are written: locales with these marks, by decimal mark and mark between thousands. */
const fieldLocales: Readonly<Record<string, string>> = {
  ".,": "en-US",
  ".\u2019": "de-CH",
  ",.": "de-DE",
  ",\u00A0": "sv-SE",
  ",\u202F": "fr-FR",
};

/** A locale for fields, whose numbers are written as everywhere else. Texts stay English (see electron.vite.config.ts). */
export function fieldLocale({ decimal, group }: Conventions): string {
  return fieldLocales[`${decimal}${group}`] ?? "en-US";
}
