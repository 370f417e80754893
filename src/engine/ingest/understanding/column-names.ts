/** What has this name, written in the same way if anything is, else in other letters. */
export function findNamed<T extends { readonly name: string }>(all: readonly T[], name: string): T | undefined {
  const wanted = name.trim();
  return all.find((one) => one.name === wanted) ?? all.find((one) => one.name.toLowerCase() === wanted.toLowerCase());
}

const idWord =
  /(?:^|[\s_.-])(?:id|ids|unique_id|item|sku|series|key|name|code|store|shop|dept|department|station|site|subject|patient|region|zone|meter|sensor|device|symbol|ticker|product|country|state|stadt|ort|kunde|customer|artikel|filiale)(?:$|[\s_.-])|id$/i;
const idNumber =
  /(?:^|[\s_.-])(?:id|ids|nbr|nr|no|code|sku|ean|gtin|upc|plz|zip|zip code|postal code|postcode|postleitzahl|kundennummer|artikelnummer|werk|material|plant|account|konto|kontonummer)\.?$|[a-z](?:Id|ID|Nr|No|Nbr|Code|Number)$|nummer$|^(?:store|shop|dept|department|station|site|subject|patient|customer|item|product|meter|sensor|device|filiale|kunde|artikel)$/;

/** Whether a column's name has a word in it that ids go by. */
export function isIdWord(name: string): boolean {
  return idWord.test(name);
}

/** Whether numbers under this name are no quantities but numbers of things: `store_nbr`, `Kunden-Nr.`, `OrderNo`. */
export function isIdNumberName(name: string): boolean {
  return idNumber.test(name.trim()) || idNumber.test(name.trim().toLowerCase());
}

/** Whether a column's name says rain or snow, of which weather reports write traces as `T`. */
export function isPrecipitationName(name: string): boolean {
  return /rain|snow|precip|prcp|^p01[im]$|^pr$|regen|schnee|niederschlag|pluie|neige|lluvia|chuva|pioggia|neerslag/i.test(
    name.trim(),
  );
}

const timeName =
  /(?:^|[\s_.\-([])(?:date|dates|datetime|time|timestamp|ts|ds|dt|datum|zeit|zeitstempel|zeitpunkt|tag|day|fecha|hora|data|heure|jour|month|monat|mois|mes|week|year_?week|calendar_?week|kalenderwoche|woche|kw|period|periode|year|jahr|annee|année|ano|año|anno|quarter|quartal|epoch|unixtime|t)(?:$|[\s_.\-)\]])|date|time|stamp|datum|zeit|fecha|时间|日期|日時|年月/i;

/** Whether a column's name says that it is a time. */
export function isTimeName(name: string): boolean {
  return timeName.test(name);
}
