import { expect, test, vi } from "vitest";
import { workerEnvironment } from "./worker-handle.ts";

test("workers hear of folders and languages, and of nothing that names a way out", () => {
  vi.stubEnv("TZ", "Europe/Berlin");
  vi.stubEnv("HTTPS_PROXY", "http://proxy:3128");
  vi.stubEnv("NODE_OPTIONS", "--inspect");
  const environment = workerEnvironment();
  vi.unstubAllEnvs();
  expect(environment["TZ"]).toBe("Europe/Berlin");
  expect(Object.keys(environment)).not.toEqual(expect.arrayContaining(["HTTPS_PROXY"]));
  expect(Object.keys(environment)).not.toEqual(expect.arrayContaining(["NODE_OPTIONS"]));
});

test("ONNX Runtime is told to send nothing, whatever the user's environment says", () => {
  vi.stubEnv("ORT_DISABLE_TELEMETRY", "0");
  expect(workerEnvironment()["ORT_DISABLE_TELEMETRY"]).toBe("1");
  vi.unstubAllEnvs();
});
