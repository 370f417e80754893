/** Corrections of a series: what they make of its values, suggestions, and their file. */
export { correct, stepsToCorrect, type CorrectedSeries, type CorrectionOutcome } from "./correct.ts";
export { correctionsCsv, parseCorrections, writtenAction, type ParsedCorrection } from "./csv.ts";
export { changeBytes, identityText } from "./identity.ts";
export { correctionOf, isSameNumber, stepAt, type Content } from "./place.ts";
export { suggestOutliers } from "./suggest.ts";
