import { expect, test } from "vitest";
import type { ResidualReport } from "#domain/score";
import type { ResidualRequest } from "./evaluate-client.ts";
import { nothingAdopted, openData, seriesOf } from "./evaluation-fixtures.ts";
import { Residuals } from "./residuals.ts";

const { signal } = new AbortController();

test("residuals are of a fit to the whole series, and of models that are fitted to one", async () => {
  const asked: ResidualRequest[] = [];
  const series = seriesOf(30, 2);
  const residuals = new Residuals({
    evaluate: {
      residuals: async (request) => {
        asked.push(request);
        return { model: request.model, count: 28 } as ResidualReport;
      },
    },
    datasets: openData(series),
    adopted: nothingAdopted,
  });
  const key = { dataset: "d", series: "s" };
  expect(await residuals.report(key, "ets", signal)).toEqual({ model: "ets", count: 28 });
  expect(asked[0]?.series.values).toEqual(series.values);
  await expect(residuals.report(key, "fantail-base", signal)).rejects.toMatchObject({ code: "wrong-arguments" });
  expect(asked).toHaveLength(1);
});
