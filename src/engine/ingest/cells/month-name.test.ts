import { describe, expect, test } from "vitest";
import { languagesOfMonths, monthOfName, monthWord } from "./month-name.ts";

const languages =
  "en de fr es it pt nl sv da nb fi pl cs sk hu ro hr sl lt lv et tr id ms ru uk be bg sr mk el he ar fa th sq".split(
    " ",
  );

/** Long and short names of all months, alone and within dates. */
function namesIn(language: string): { readonly name: string; readonly month: number }[] {
  const forms = [{ month: "long" }, { month: "short" }, { month: "long", day: "numeric" }] as const;
  return forms
    .flatMap((form) =>
      Array.from({ length: 12 }, (_, at) => {
        const parts = new Intl.DateTimeFormat(`${language}-u-ca-gregory-nu-latn`, {
          ...form,
          timeZone: "UTC",
        }).formatToParts(Date.UTC(2024, at, 15));
        return { name: parts.find(({ type }) => type === "month")?.value ?? "", month: at + 1 };
      }),
    )
    .filter(({ name }) => /^[^\d\s]+$/.test(name));
}

describe("names of months", () => {
  test.each(languages)("are months in %s, unless another language has them for another one", (language) => {
    for (const { name, month } of namesIn(language)) {
      const found = monthWord(name);
      expect({ name, month: found?.disputed?.get(language) ?? found?.month }).toEqual({ name, month });
    }
  });

  test("few are disputed between languages", () => {
    const disputed = languages.flatMap((language) =>
      namesIn(language).flatMap(({ name }) => (monthWord(name)?.disputed == null ? [] : [name])),
    );
    expect([...new Set(disputed)].sort()).toEqual(["lip", "lis", "listopad", "listopada", "srp"]);
  });

  test("all names of a column tell its language", () => {
    expect(languagesOfMonths(["listopad", "studeni"])).toEqual(["hr"]);
    expect(languagesOfMonths(["lis", "gru", "kwi"])).toEqual(["pl"]);
    expect(languagesOfMonths(["listopad"])).toEqual(expect.arrayContaining(["pl", "cs", "hr"]));
  });

  test.each([
    ["kwi", 4],
    ["maerz", 3],
    ["Mrz", 3],
    ["Sept", 9],
    ["Agt", 8],
    ["сен", 9],
    ["МАЯ", 5],
    ["Ιούλ", 7],
    ["AĞUSTOS", 8],
    ["kw", 0],
    ["ma", 0],
    ["Market", 0],
    ["octopus", 0],
    ["", 0],
  ])("%s", (word, month) => {
    expect(monthOfName(word)).toBe(month);
  });
});
