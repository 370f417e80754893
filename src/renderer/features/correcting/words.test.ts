import { expect, test } from "vitest";
import { actionText, chosenText, outcomeText, previewSummary, previewText, stepText, stretchText } from "./words.ts";

const monthly = { unit: "month", count: 1 } as const;
const [march, may] = [Date.UTC(1955, 2, 1), Date.UTC(1955, 4, 1)];

test("a correction says what it does, where, and what came of it", () => {
  expect(actionText({ kind: "replace", value: 1234.5 })).toBe("Replaced by 1,234.5");
  expect(actionText({ kind: "fill", method: "seasonal" })).toBe("Filled along the season");
  expect(actionText({ kind: "event", isExcluded: true })).toBe("Event, excluded");
  expect(stretchText({ from: march, to: march }, monthly)).toBe("Mar 1955");
  expect(stretchText({ from: march, to: may }, monthly)).toBe("Mar 1955 to May 1955");
  expect(outcomeText({ steps: 3, problem: null })).toBe("3 steps");
  const problem = { code: "time-gone", message: "The file has no row of that time." } as const;
  expect(outcomeText({ steps: 0, problem })).toBe("Not applied: The file has no row of that time.");
});

test("undo says what it takes back", () => {
  expect(stepText("Undo", null)).toBe("Undo");
  expect(stepText("Undo", { added: 2, removed: 0, kind: null })).toBe("Undo 2 corrections");
  expect(stepText("Redo", { added: 0, removed: 1, kind: null })).toBe("Redo 1 removal");
});

test("what is chosen is one step with its value, a stretch, or several places", () => {
  const facts = { hasValues: true, hasGaps: false, isFilled: false };
  const one = [{ from: march, to: march }];
  expect(chosenText(one, { ...facts, steps: 1, value: 267 }, monthly)).toBe("Mar 1955: 267");
  expect(chosenText(one, { ...facts, steps: 1, value: null }, monthly)).toBe("Mar 1955: missing");
  const three = [{ from: march, to: may }];
  expect(chosenText(three, { ...facts, steps: 3, value: null }, monthly)).toBe("Mar 1955 to May 1955, 3 months");
  const two = [...one, { from: may, to: may }];
  expect(chosenText(two, { ...facts, steps: 2, value: null }, monthly)).toBe("2 months in 2 places");
});

test("a preview says in sentences what fits, what is there already and what does not fit", () => {
  const edit = { series: "s", from: march, to: march, action: { kind: "exclude" }, text: "" } as const;
  const problem = { code: "time-gone", message: "No such step." } as const;
  const known = { code: "known", message: "This is corrected already." } as const;
  const fits = { row: 1, edit, steps: 2, problem: null };
  const gone = { row: 2, edit, steps: 0, problem };
  expect([previewText(fits, true), previewText(gone, true), previewText(gone, false)]).toEqual([
    "2 steps",
    "Row 2 is left out: No such step.",
    "Does not fit: No such step.",
  ]);
  expect(previewSummary([fits, gone], 1, true)).toBe("1 of 2 rows can be used; 1 further row is not read.");
  expect(previewSummary([fits, fits, gone, { ...fits, problem: known }], 0, false)).toBe(
    "2 of 4 corrections fit this file. 1 is made already. 1 does not fit: listed with the reason, and not applied.",
  );
  expect(previewSummary([fits], 0, false)).toBe("1 of 1 correction fits this file.");
});
