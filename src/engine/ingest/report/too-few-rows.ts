import { EngineError } from "#domain/errors";

/** @param row the first row of data, where there is one */
export function tooFewRows(sentence: string, { row, column }: { row?: number; column?: string } = {}): EngineError {
  return new EngineError("too-few-rows", sentence, {
    ...(row === undefined ? {} : { row }),
    ...(column === undefined ? {} : { column }),
    hint: "Two seasons of history make a useful forecast: 24 months, two weeks of hours.",
  });
}
