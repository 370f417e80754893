import { expect, test } from "vitest";
import type { AdjustmentEdit, ValueAdded } from "#domain/scenario";
import { addedText, adjustmentText, historyText } from "./words.ts";

const monthly = { unit: "month", count: 1 } as const;
const edit: AdjustmentEdit = {
  ...{ series: "a", from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 2, 1), change: { kind: "multiply", factor: 1.1 } },
  ...{ shape: "pulse", range: "scale", note: "" },
};

test("an adjustment is said in a line", () => {
  expect(adjustmentText(edit, monthly)).toBe("Jan 2026 – Mar 2026: +10\u00A0%");
  expect(adjustmentText({ ...edit, shape: "decay" }, monthly)).toBe("Jan 2026 – Mar 2026: +10\u00A0%, fading");
  const single = { ...edit, to: edit.from };
  expect(adjustmentText({ ...single, change: { kind: "set", value: 480 } }, monthly)).toBe("Jan 2026: set to 480");
  expect(adjustmentText({ ...single, change: { kind: "add", amount: -50 } }, monthly)).toBe("Jan 2026: −50");
  const history = {
    series: "a",
    from: edit.from,
    to: edit.from,
    action: { kind: "scale" as const, factor: 0.9 },
    text: "",
  };
  expect(historyText(history, monthly)).toBe("Jan 2026: recent values −10\u00A0%");
});

const added: ValueAdded = { steps: 9, occasions: 9, adjusted: 0.1, model: 0.2, naive: 0.3, verdict: "helped" };

test("what adjusting was worth is said with its errors, and when it can't be told", () => {
  expect(addedText(added)).toBe(
    "Over 9 adjusted steps the adjusted forecast was off by 10\u00A0% of what happened, the model’s own by 20\u00A0%, repeating the last season by 30\u00A0%. Adjusting helped, by more than chance.",
  );
  expect(addedText({ ...added, occasions: 2, verdict: "too-few" })).toContain("2 occasions: too few to tell");
  expect(addedText({ ...added, naive: null, verdict: "hurt" })).toContain("made it worse");
  expect(addedText({ ...added, steps: 0, adjusted: null, model: null, naive: null })).toContain("No adjusted step");
  expect(addedText({ ...added, adjusted: null })).toContain("sums to zero");
});
