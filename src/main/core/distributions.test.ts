import { expect, test } from "vitest";
import { EngineError } from "#domain/errors";
import type { Forecast } from "#domain/forecast";
import { regularSeries } from "../datasets/ingest-fixtures.ts";
import { Distributions } from "./distributions.ts";

const series = regularSeries("s", [1, 2, 3, 4], { startMs: 0 });
const forecast = { dataset: "d", series: "s", origin: 0, horizon: 1, levels: [0.5], quantiles: Float32Array.of(1) };

test("any number of forecasts is asked for at other levels: the queue of the density process is never overfilled", async () => {
  let waiting = 0;
  const distributions = new Distributions({
    client: {
      density: () => {
        throw new Error("not asked for");
      },
      requantile: ({ quantiles }) => {
        if (waiting >= 8) throw new EngineError("queue-full", "Too many densities were requested at once.");
        waiting += 1;
        const promise = new Promise<Float32Array>((resolve) =>
          setImmediate(() => {
            waiting -= 1;
            resolve(quantiles);
          }),
        );
        return { promise, cancel: () => undefined };
      },
    },
    datasets: { series: () => series },
    models: { samplesOf: () => undefined },
  });
  const asked = Array.from({ length: 100 }, (_, index) => {
    const one = { ...forecast, quantiles: Float32Array.of(index) } as unknown as Forecast;
    return distributions.quantilesAt(one, [0.5]);
  });
  expect((await Promise.all(asked)).map(([value]) => value)).toEqual(Array.from({ length: 100 }, (_, index) => index));
});
