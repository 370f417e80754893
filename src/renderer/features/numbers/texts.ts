import { defineTexts } from "#renderer/texts";

export const texts = defineTexts("numbers", {
  numbers: "Numbers",
  hide: "Hide the numbers",
  table: "Forecast numbers",
  scrollable: "Forecast numbers, scrollable",
  goBack: "Go back in time to compare with what happened",
  within: (inside: string, steps: string, range: string) => `${inside} of ${steps} within the ${range} range`,
  missing: "Missing in the history",
  earlier: (count: string) => `… and ${count} earlier stretches`,
  noForecast: "No forecast was made at this time.",
  time: "Time",
  median: "Median",
  actual: "Actual",
  outside: (range: string) => ` (outside ${range})`,
  step: "Step of the forecast",
  isWithin: "within",
  isOutside: "outside",
  plain: (value: string) => `without adjustments ${value}`,
  adjustStep: (time: string, value: string) => `Adjust ${time}, ${value}`,
});
