import { expect, test } from "vitest";
import { likelihoods } from "./classics-likelihood.ts";
import type { FigureInput } from "./lib.ts";

test("a fit that R has and we have not is one that ends lower", () => {
  // Six values are enough for one model of each kind, and too few for the other.
  const series = { name: "short", season: 1, history: Float64Array.of(3, 5, 4, 6, 2, 5), actuals: Float64Array.of(4) };
  const theirs = -1e6;
  const answer = {
    name: "short",
    methods: {},
    forms: { ANN: theirs, AAdN: theirs },
    orders: [
      { order: [0, 0, 0, 0, 0, 0], constant: true, loglik: theirs, aicc: 0 },
      { order: [3, 0, 3, 0, 0, 0], constant: true, loglik: theirs, aicc: 0 },
    ],
  };
  const figures = new Map<string, FigureInput>();
  const notes: string[] = [];
  likelihoods([series], new Map([["short", answer]]), {
    quick: false,
    args: [],
    figure: (input) => figures.set(input.id, input),
    note: (line) => notes.push(line),
  });
  for (const id of ["ets", "arima"]) {
    expect(figures.get(`likelihood-no-lower/${id}`)).toMatchObject({ value: 50, runs: 2 });
    expect(figures.get(`likelihood-median-away/${id}`)).toMatchObject({ value: expect.closeTo(1e6, -3), runs: 1 });
  }
  expect(notes).toEqual([
    "ets: 1 of R's 2 fits have none of ours beside them.",
    "arima: 1 of R's 2 fits have none of ours beside them.",
  ]);
});
