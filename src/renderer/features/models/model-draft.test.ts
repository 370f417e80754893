import { describe, expect, test } from "vitest";
import type { ModelCandidate } from "#contract/ipc";
import { descriptionOf, draftOf, isContextOpen, isHorizonOpen } from "./model-draft.ts";

const candidate: ModelCandidate = {
  fileName: "bolt.onnx",
  sizeBytes: 1,
  parameters: 1,
  input: "context float32 [batch, steps]",
  output: "quantiles float32 [batch, 3, horizon]",
  manifest: null,
  name: "bolt",
  contextSteps: null,
  axes: [3, null],
  levels: null,
};

describe("the form of a model's import", () => {
  test("starts with what the file says and leaves open what it leaves open", () => {
    const draft = draftOf(candidate);
    expect(draft).toMatchObject({
      name: "bolt",
      output: "quantiles",
      levels: "",
      contextSteps: "512",
      horizonSteps: "",
      missing: "nan",
      frequency: null,
    });
    expect([isContextOpen(candidate), isHorizonOpen(candidate)]).toEqual([true, true]);
    const levels = [0.1, 0.5, 0.9];
    const told = draftOf({ ...candidate, contextSteps: 96, axes: [12, 3], levels });
    expect(told).toMatchObject({ levels: "0.1, 0.5, 0.9", contextSteps: "96", horizonSteps: "12" });
  });

  test("says only what is the user's to say", () => {
    const draft = { ...draftOf(candidate), licence: " MIT ", levels: "10%; 0.5 90%", horizonSteps: "24" };
    expect(descriptionOf(candidate, draft)).toEqual({
      name: "bolt",
      licence: "MIT",
      output: "quantiles",
      levels: [0.1, 0.5, 0.9],
      contextSteps: 512,
      horizonSteps: 24,
      missing: "nan",
    });
    // A file that fixes its context is not told another one.
    expect(descriptionOf({ ...candidate, contextSteps: 96 }, draft)).not.toHaveProperty("contextSteps");
    // Samples have no levels.
    expect(descriptionOf(candidate, { ...draft, output: "samples" })).not.toHaveProperty("levels");
    expect(
      descriptionOf(
        { ...candidate, manifest: { id: "b", version: "1", licence: "MIT", horizonSteps: 8, output: "quantiles" } },
        draft,
      ),
    ).toEqual({});
  });

  test.each([
    [{ levels: "10, 50, 90" }, "fractions between 0 and 1"],
    [{ levels: "low, high" }, "fractions between 0 and 1"],
    [{ horizonSteps: "a day" }, "The horizon is a whole number of steps."],
    [{ contextSteps: "" }, "The context is a whole number of steps."],
    [{ horizonSteps: "0" }, "The horizon is a whole number of steps."],
  ])("tells what is no answer: %o", (change, sentence) => {
    expect(() => descriptionOf(candidate, { ...draftOf(candidate), ...change })).toThrow(sentence);
  });
});
