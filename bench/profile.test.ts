import { expect, test } from "vitest";
import { profileSeries } from "#engine/profile";
import { wrongLabels } from "../src/engine/profile/labels-fixtures.ts";
import { realSeries } from "./profile-real.ts";

test("labels of the real series in the repository are right, but for one", () => {
  const wrong = realSeries(undefined).flatMap(({ name, frequency, values, truth }) =>
    wrongLabels(profileSeries({ id: name, frequency, values }), truth).map((miss) => `${name}, ${miss}`),
  );
  // For once, 200 days of a share index look as if they had a level.
  expect(wrong).toEqual(['euSmi, stationarity: "stationary"']);
});
