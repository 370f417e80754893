/** The part of Electron's `app` that knows the system's languages; only once it is ready. */
export interface SystemLanguages {
  getSystemLocale(): string;
  getPreferredSystemLanguages(): string[];
  getLocale(): string;
}

/**
 * The locale for numbers and dates: the region that the system formats by, which is not always that of its language; then
 * the first language. A tag of BCP 47; "en-GB" where the system has none.
 *
 * @param managed by whoever manages the computer, instead of all that
 */
export function systemLocale(system: SystemLanguages, managed?: string): string {
  if (managed !== undefined) return managed;
  const candidates = [system.getSystemLocale(), ...system.getPreferredSystemLanguages(), system.getLocale()];
  return candidates.map((tag) => tag.replaceAll("_", "-")).find((tag) => isRegional(tag)) ?? "en-GB";
}

/** "C" and "POSIX" are no one's region. */
function isRegional(tag: string): boolean {
  try {
    return /^[a-z]{2,3}(-|$)/i.test(tag) && Intl.NumberFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}
