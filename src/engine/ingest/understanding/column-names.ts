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
