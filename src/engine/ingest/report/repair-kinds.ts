import type { RepairCode, UndoneRepair } from "#domain/dataset";

interface RepairKind {
  /** What was done. */
  readonly description: string;
  /** What happens when it is undone; absent where it can't be. */
  readonly instead?: string;
  /** Why it can't be undone. */
  readonly why?: string;
}

const hasNoTime = "A row without a time has no place in a series.";
const holdsNoNumber = "There is no number to compute with.";

/**
 * Everything that the import changes. Whoever changes something else adds a line here: what was done, and what is done
 * instead when the user undoes it, or why that can't be.
 */
export const repairKinds: Readonly<Record<RepairCode, RepairKind>> = {
  "preamble-row": {
    description: "Rows above the names of the columns were left out.",
    why: "They stand above the table and hold no time.",
  },
  "further-header": {
    description: "Further rows of names, keys or units above the data were left out.",
    why: "They hold words and no values.",
  },
  "empty-header": {
    description: "Columns without a name were given one.",
    why: "A column is chosen and shown by its name.",
  },
  "duplicate-header": {
    description: "Columns of the same name were given names of their own.",
    why: "Columns of one name could not be told apart.",
  },
  "comment-row": {
    description: "Rows that begin with # were left out.",
    instead: "Rows that begin with # are read as data.",
  },
  "short-row": { description: "Cells that a row lacks count as missing.", why: "The cells are not in the file." },
  "long-row": {
    description: "Cells past the last column were left out.",
    why: "They belong to no column.",
  },
  "cut-off-row": {
    description: "The last row breaks off in the middle and was left out.",
    instead: "The last row is read as far as it goes; its last number may lack digits.",
  },
  "replaced-reading": {
    description: "Days that a meter file holds twice are read from the later version.",
    why: "The later version corrects the earlier one.",
  },
  "no-reading": {
    description: "Intervals for which the meter file says that there is no reading (quality N) count as missing.",
    why: "The value there only fills the place of a reading.",
  },
  "state-without-number": {
    description: "Entities whose states are words were left out.",
    why: holdsNoNumber,
  },
  "carried-state": {
    description: "States that are written down when they change were carried on to regular steps.",
    instead: "They are read as values of the times at which they were written down.",
  },
  "footer-row": { description: "Rows that hold no time or no values were left out.", why: hasNoTime },
  "repeated-header": {
    description: "The names of the columns were repeated between the rows; those rows were left out.",
    why: "They hold names and no values.",
  },
  "total-row": {
    description: "Totals of other rows or columns were left out.",
    instead: "They are series like all others.",
  },
  "total-column": {
    description: "Columns of totals beside columns of times were left out.",
    why: "A total over all times has no time of its own.",
  },
  "blank-below-name": {
    description: "Blank cells below a name were given that name.",
    instead: "They are rows without that name.",
  },
  "unreadable-timestamp": { description: "Rows whose time can't be read were left out.", why: hasNoTime },
  "marked-timestamp": {
    description: "Marks behind times (p, *, (r)) were taken off.",
    why: "They belong to the figure; the time is the same without them.",
  },
  "outlying-timestamp": {
    description: "Rows whose time is far from all others were left out.",
    instead: "They are rows like all others.",
  },
  "left-out-row": {
    description: "Rows that you chose were left out.",
    instead: "They are rows of data like all others.",
  },
  "missing-timestamp": { description: "Rows without a time were left out.", why: hasNoTime },
  "other-period": {
    description: "Rows for other periods than the rest, such as a year among its months, were left out.",
    why: "They hold a total of periods that are there.",
  },
  "not-a-number": {
    description: "Cells of number columns that hold something else count as missing.",
    why: holdsNoNumber,
  },
  "missing-value-word": { description: "Words that stand for no value count as missing.", why: holdsNoNumber },
  "not-finite": {
    description: "Infinite values count as missing.",
    why: "Nothing can be computed with an infinite value.",
  },
  "written-number": {
    description: "Units and signs for currency, percent, thousands and brackets were taken off numbers.",
    why: "The numbers are those of the file; with their signs they could not be computed with.",
  },
  "flagged-value": {
    description: "Flags beside numbers (p, e, *, (r)) were taken off.",
    why: "The numbers are those of the file; with their flags they could not be computed with.",
  },
  "beyond-limit": {
    description: "Numbers of which only a limit is known (<5) count as missing.",
    instead: "The limit is the value: <5 is 5.",
  },
  "scaled-number": {
    description: "Numbers with magnitudes behind them (K, M, bn, MiB, GiB) were put into one unit.",
    why: "In different units they could not be compared.",
  },
  "trace-amount": {
    description: "T, a trace of rain or snow too little to measure, counts as 0.",
    instead: "It counts as missing.",
  },
  "missing-value-code": {
    description: "A number that stands for no value counts as missing.",
    instead: "The number is kept as a value.",
  },
  "chosen-missing": {
    description: "Words and numbers that you named count as missing.",
    instead: "They are read like any other cell.",
  },
  "sensor-limit": {
    description: "Words for a value beyond the sensor's limits were replaced by the limit.",
    instead: "They count as missing.",
  },
  "out-of-range": {
    description: "Values that the sensor can't measure count as missing.",
    instead: "They are kept as values.",
  },
  "calibration-row": {
    description: "Calibrations of the sensor were left out: they are not measurements.",
    instead: "They count as measurements.",
  },
  "other-record": {
    description: "Rows of other kinds of records were left out.",
    instead: "Their values count as measurements.",
  },
  "unsorted-row": {
    description: "Rows were moved to their place in time.",
    why: "A series is in the order of time; no value was changed.",
  },
  "duplicate-timestamp": {
    description: "Several values at one time became one.",
    instead: "A time with different values is missing; a value that is merely repeated is kept.",
  },
  "joined-step": {
    description: "Rows that fall into one step became one value.",
    why: "A step holds one value; choose which with --duplicates, or a shorter step with --frequency.",
  },
  "snapped-timestamp": {
    description: "Times beside the regular steps were moved to the nearest one.",
    instead: "Rows beside the regular steps are left out.",
  },
  "off-grid-row": {
    description: "Rows beside the regular steps were left out.",
    why: "A series holds regular steps only; let their times be moved, or choose another frequency.",
  },
  "weekend-row": {
    description: "Single values on weekends of series with business days were left out.",
    instead: "The series has days, weekends included.",
  },
  "empty-period": {
    description: "Periods without rows count as 0 where rows are added up.",
    instead: "They are missing.",
  },
  "interpolated-gap": {
    description: "Short gaps were filled along a straight line.",
    instead: "The steps stay missing.",
  },
  "split-gap": {
    description: "Series were split where a long gap lies.",
    instead: "The steps of the gap are missing steps.",
  },
  "partial-period": {
    description: "First or last periods that the data does not cover completely were left out.",
    instead: "They are made from the steps that are there.",
  },
  "incomplete-period": {
    description: "Periods with missing steps inside count as missing.",
    instead: "They are made from the steps that are there.",
  },
};

/** The code's description and what can be done about it, in words. */
export function describeRepair(code: RepairCode): UndoneRepair {
  const { description, instead, why } = repairKinds[code];
  return { code, description, undo: { isPossible: instead !== undefined, words: instead ?? why ?? "" } };
}
