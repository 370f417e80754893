/** What stands between whole numbers and fractions where the user lives: programs read what is typed in that way. */
export function decimalOf(locale: string): "." | "," {
  try {
    const parts = new Intl.NumberFormat(locale).formatToParts(1.5);
    return parts.find(({ type }) => type === "decimal")?.value === "," ? "," : ".";
  } catch {
    // Some systems name their locale as no standard does.
    return ".";
  }
}
