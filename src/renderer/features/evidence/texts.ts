import { defineTexts } from "#renderer/texts";

export const texts = defineTexts("evidence", {
  pastForecasts: "Past forecasts",
  areMadeAsIfAt: " are made as if at earlier times, with what was known then, and compared with what happened.",
  ranges: "Ranges",
  correctTheRanges: "Correct the ranges",
  inTheMedianWasOff: (forecasts: string | number) => `In ${forecasts} the median was off by `,
  onAverage: (repeated: string | number) => ` on average${repeated}.`,
  repeatingBy: (repeating: string | number, repeated: string | number) => `, repeating ${repeating} by ${repeated}`,
  errorByStep: "Error by step",
  ahead: "Ahead",
  offBy: "Off by",
  repeating: (repeating: string | number) => `Repeating ${repeating}`,
  outside: (level: string | number) => `Outside ${level}`,
});
