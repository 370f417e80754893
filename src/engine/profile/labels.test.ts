import { expect, test } from "vitest";
import { profileSeries } from "./profile-series.ts";
import { madeSeries } from "./made-series-fixtures.ts";
import { wrongLabels } from "./labels-fixtures.ts";

test.each(madeSeries(2))("all labels of $name are right", ({ name, frequency, values, truth }) => {
  expect(wrongLabels(profileSeries({ id: name, frequency, values }), truth)).toEqual([]);
});
