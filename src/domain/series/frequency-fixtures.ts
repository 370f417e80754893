/** For tests of rules that hold for every frequency. Not part of the application. */
import { frequencyUnits, type Frequency } from "./frequency.ts";

/** Every unit, with the counts found in real files. */
export const everyFrequency: readonly Frequency[] = frequencyUnits.flatMap((unit) =>
  [1, 2, 3, 4, 5, 6, 7, 10, 12, 15, 20, 30].map((count) => ({ unit, count })),
);
