import { expect, test } from "vitest";
import { withPlaces } from "./option-places.ts";

test("a sentence that names an option is followed by what it is called in the window", () => {
  expect(withPlaces("They were averaged. --duplicates sum adds them up.")).toBe(
    "They were averaged. --duplicates sum adds them up. In the window: Several rows at one time.",
  );
  expect(withPlaces("--frequency and --aggregate choose other steps.")).toBe(
    "--frequency and --aggregate choose other steps. In the window: Frequency and Longer steps.",
  );
  expect(withPlaces("--undo total-row keeps it; --undo total-row keeps all.")).toBe(
    "--undo total-row keeps it; --undo total-row keeps all. In the window: Undo, below Changes made.",
  );
});

test("a sentence that says so itself, or names no option, stays as it is", () => {
  for (const message of [
    "Name another column: --time COLUMN; in the window: its role.",
    'The cell "--missing-" in row 3 is no number.',
    "5 steps are missing.",
  ])
    expect(withPlaces(message)).toBe(message);
});
