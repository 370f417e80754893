import type { Forecast } from "#domain/forecast";
import { expect, test } from "vitest";
import { forecastHandlers, type ForecastParts } from "./forecast-handlers.ts";

type Context = Parameters<ReturnType<typeof forecastHandlers>["forecast:get"]>[1];

const key = { dataset: "h", series: "s", model: "m", horizon: 2, origin: 0 };
const context = { requestId: "r", signal: new AbortController().signal, sender: { id: 7 } } as Context;

function setUp() {
  const asked: unknown[] = [];
  const noted: unknown[] = [];
  const made = { ...key, quantiles: new Float32Array(6), samples: new Float32Array(8) } as unknown as Forecast;
  const core: ForecastParts = {
    forecasts: {
      get: async (request) => {
        asked.push(request);
        return made;
      },
    },
    drawing: { draw: async () => made },
    coverage: { measure: async () => null },
    pastErrors: { known: async () => null },
    background: { focus: async (...focus) => void asked.push(focus) },
    records: { note: ({ model }, bands) => void noted.push([model, bands]) },
  };
  return {
    asked,
    noted,
    handlers: forecastHandlers(core, { readablePathOf: async () => "a.csv" }, { of: () => ({ id: 3 }) }),
  };
}

test("a window is sent no samples: it draws quantiles and densities", async () => {
  const { handlers } = setUp();
  for (const isRounded of [false, true]) {
    const sent = await handlers["forecast:get"]({ ...key, view: "main", density: false, isRounded }, context);
    expect(Object.keys(sent)).toContain("quantiles");
    expect(Object.keys(sent)).not.toContain("samples");
  }
});

test("views of two windows are told apart, and the focus of a visit from that of the next", async () => {
  const { handlers, asked } = setUp();
  await handlers["forecast:get"]({ ...key, view: "main", density: false }, context);
  await handlers["background:focus"]({ ...key, view: "main" }, context);
  expect(asked).toEqual([
    { ...key, view: "7:main", density: false, bands: "native" },
    [{ page: 3, chart: "main" }, key, context.signal],
  ]);
});

test("what a window is shown is noted with the bands that it was shown with", async () => {
  const { handlers, noted } = setUp();
  await handlers["forecast:get"]({ ...key, view: "main", density: false }, context);
  await handlers["forecast:get"]({ ...key, view: "main", density: false, bands: "calibrated" }, context);
  expect(noted).toEqual([
    ["m", "native"],
    ["m", "calibrated"],
  ]);
});
