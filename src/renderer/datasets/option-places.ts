/** Where the window has what an option of the command line does. */
const places: Readonly<Record<string, string>> = {
  aggregate: "Longer steps",
  "aggregate-by": "Each step is",
  "date-order": "Dates",
  decimal: "Decimal mark",
  duplicates: "Several rows at one time",
  "fill-gaps": "Short gaps",
  frequency: "Frequency",
  missing: "Missing",
  sheet: "Sheet",
  "split-gaps": "Long gaps",
  start: "First row",
  table: "Table",
  target: "the column’s role",
  time: "the column’s role",
  timezone: "Time zone",
  undo: "Undo, below Changes made",
};

/** A sentence that names options of the command line, followed by what they are called here if it does not say so itself. */
export function withPlaces(message: string): string {
  if (/\bin the window\b/i.test(message)) return message;
  const named = [...message.matchAll(/(?<![\w-])--([a-z]+(?:-[a-z]+)*)(?![\w-])/g)].map(
    ([, option]) => places[option ?? ""],
  );
  const known = [...new Set(named.filter((place) => place !== undefined))];
  return known.length === 0 ? message : `${message} In the window: ${known.join(" and ")}.`;
}
