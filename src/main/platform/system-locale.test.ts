import { expect, test } from "vitest";
import { systemLocale } from "./system-locale.ts";

const system = (region: string, languages: string[], shown = "en-US") => ({
  getSystemLocale: () => region,
  getPreferredSystemLanguages: () => languages,
  getLocale: () => shown,
});

test("numbers follow the region, then the first language that there is", () => {
  expect(systemLocale(system("de-DE", ["en-US"]))).toBe("de-DE");
  expect(systemLocale(system("sv_SE", ["en-US"]))).toBe("sv-SE");
  expect(systemLocale(system("C", ["fr-FR", "en-US"]))).toBe("fr-FR");
  expect(systemLocale(system("", [], "ja"))).toBe("ja");
  expect(systemLocale(system("", ["POSIX", "C"], ""))).toBe("en-GB");
});
