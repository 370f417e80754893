import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ModelToLoad } from "#contract/worker";
import { DeviceMeasurement, type DeviceMeasurementPorts } from "./device-measurement.ts";

function setUp(isMeasured: boolean, device: DeviceMeasurementPorts["admin"]["device"], failure?: Error) {
  const done: string[] = [];
  const measurement = new DeviceMeasurement({
    devices: {
      isMeasured,
      measure: async ({ id }) => {
        done.push(`measured with ${id}`);
        if (failure !== undefined) throw failure;
      },
    },
    store: { shape: (id) => ({ id }) as ModelToLoad },
    admin: { device, applyDevice: async () => void done.push("applied"), defaultFor: () => "base" },
    logger: { info: () => undefined, warn: (event) => void done.push(event), error: () => undefined },
  });
  return { measurement, done };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("devices are measured once the application has been idle, and not after its stop", async () => {
  const { measurement, done } = setUp(false, "auto");
  measurement.runLater();
  await vi.advanceTimersByTimeAsync(19_000);
  expect(done).toEqual([]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(done).toEqual(["measured with base"]);
  measurement.runLater();
  measurement.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(done).toHaveLength(1);
});

test("what is measured is not measured again by itself, and a device of the user's own choice is used at once", async () => {
  const known = setUp(true, "webgpu");
  known.measurement.runLater();
  const chosen = setUp(false, "webgpu");
  chosen.measurement.runLater();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([known.done, chosen.done]).toEqual([[], ["applied"]]);
});

test("a measurement that nobody waits for fails into the log", async () => {
  const { measurement, done } = setUp(false, "auto", new Error("no adapter"));
  measurement.runAside();
  await vi.advanceTimersByTimeAsync(0);
  expect(done).toEqual(["measured with base", "devices-not-measured"]);
  await expect(measurement.run()).rejects.toThrow("no adapter");
});
