import type { ModelToLoad, ProviderProbe } from "#contract/worker";
import { describe, expect, it } from "vitest";
import { EngineError } from "#domain/errors";
import { Devices, type DeviceStorage, type DevicesOptions } from "./devices.ts";

const model: ModelToLoad = {
  id: "m",
  path: "/models/m/model.onnx",
  sha256: "",
  inputName: "context",
  outputName: "quantiles",
  contextSteps: 512,
  nativeHorizonSteps: 64,
  levels: [0.1, 0.5, 0.9],
};

type Answers = Readonly<Record<string, Omit<ProviderProbe, "executionProvider"> | Error>>;

const cpu = { windowsPerSecond: 500, windowsPerRun: 16, largestRelativeError: 0 };

function memory(): DeviceStorage & { value: unknown } {
  return {
    value: undefined,
    async read() {
      return this.value;
    },
    async write(value) {
      // As a file would: what cannot be written as JSON is lost here, too.
      this.value = JSON.parse(JSON.stringify(value));
    },
  };
}

function devices(answers: Answers, options: Partial<DevicesOptions> = {}) {
  const asked: string[] = [];
  const notices: string[] = [];
  const result = new Devices({
    storage: memory(),
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    fingerprint: "1.0.0 linux",
    platform: "linux",
    probe: async (_, executionProvider) => {
      asked.push(executionProvider);
      const answer = answers[executionProvider] ?? new EngineError("model-refused", "No adapter.");
      if (answer instanceof Error) throw answer;
      return { executionProvider, ...answer };
    },
    notices: { warn: (message) => void notices.push(message) },
    ...options,
  });
  return { devices: result, asked, notices };
}

describe("Devices", () => {
  it("starts on the CPU where nothing is known, without asking any device", async () => {
    const { devices: first, asked } = devices({});
    await first.remember();
    expect(first.choose()).toEqual({ executionProvider: "cpu", windowsPerRun: 16 });
    expect(first.choose("webgpu")).toEqual({ executionProvider: "cpu", windowsPerRun: 16 });
    expect(first.problemWith("webgpu")).toBeNull();
    expect(first.isMeasured).toBe(false);
    expect(asked).toEqual([]);
  });

  it("takes the fastest device whose numbers are right, with the size that it was fastest at", async () => {
    const { devices: found } = devices({
      cpu,
      webgpu: { windowsPerSecond: 9_000, windowsPerRun: 64, largestRelativeError: 2e-6 },
      cuda: { windowsPerSecond: 20_000, windowsPerRun: 256, largestRelativeError: 1e-5 },
    });
    await found.measure(model);
    expect(found.choose()).toEqual({ executionProvider: "cuda", windowsPerRun: 256 });
    expect(found.reports("cuda").find(({ name }) => name === "webgpu")).toMatchObject({
      state: "available",
      windowsPerRun: 64,
    });
  });

  it("refuses a device that is fast and wrong, and says by how much", async () => {
    const { devices: found } = devices({
      cpu,
      webgpu: { windowsPerSecond: 9_000, windowsPerRun: 64, largestRelativeError: 0.02 },
      cuda: { windowsPerSecond: 9_000, windowsPerRun: 64, largestRelativeError: Number.NaN },
    });
    await found.measure(model);
    expect(found.choose()).toMatchObject({ executionProvider: "cpu" });
    const reports = Object.fromEntries(found.reports("cpu").map((report) => [report.name, report]));
    expect(reports["webgpu"]).toMatchObject({
      state: "refused",
      reason: "Its numbers differ from the CPU's by 2.0e-2, more than 0.001.",
      windowsPerSecond: 9_000,
    });
    expect(reports["cuda"]).toMatchObject({ state: "refused", reason: expect.stringContaining("NaN") });
  });

  it("stays on the CPU for a device that is hardly faster", async () => {
    const { devices: found } = devices({
      cpu,
      webgpu: { windowsPerSecond: 550, windowsPerRun: 16, largestRelativeError: 0 },
    });
    await found.measure(model);
    expect(found.choose()).toMatchObject({ executionProvider: "cpu" });
    expect(found.reports("cpu").find(({ name }) => name === "webgpu")).toMatchObject({
      state: "available",
      reason: null,
    });
  });

  it("gives a reason for every provider that is not used", async () => {
    const { devices: found } = devices({
      cpu,
      webgpu: new EngineError("worker-crashed", "Its driver ended the process (crashed, 139)."),
      cuda: new EngineError("model-refused", "Model m cannot run on cuda: Failed to load shared library"),
    });
    await found.measure(model);
    expect(found.reports("cpu").map(({ name, state, reason }) => [name, state, reason])).toEqual([
      ["cpu", "used", null],
      ["webgpu", "refused", "Its driver ended the process (crashed, 139)."],
      ["cuda", "absent", "Its libraries are not installed."],
      ["dml", "absent", "Only on Windows."],
      ["coreml", "absent", "Only on macOS."],
    ]);
  });

  it("remembers the choice for the next start of the same version on the same machine, and for no other", async () => {
    const storage = memory();
    const fast = { windowsPerSecond: 9_000, windowsPerRun: 64, largestRelativeError: 0 };
    await devices({ cpu, webgpu: fast }, { storage }).devices.measure(model);

    const again = devices({}, { storage });
    await again.devices.remember();
    expect(again.devices.choose()).toEqual({ executionProvider: "webgpu", windowsPerRun: 64 });
    expect(again.devices.isMeasured).toBe(true);
    expect(again.asked).toEqual([]);

    const updated = devices({}, { storage, fingerprint: "1.1.0 linux" });
    await updated.devices.remember();
    expect(updated.devices.choose()).toMatchObject({ executionProvider: "cpu" });
    expect(updated.devices.isMeasured).toBe(false);
  });

  it.each([null, "text", { fingerprint: "1.0.0 linux", reports: [{ name: "webgpu" }] }])(
    "takes a damaged memory (%o) for none",
    async (value) => {
      const storage = memory();
      storage.value = value;
      const { devices: forgetful } = devices({}, { storage });
      await forgetful.remember();
      expect(forgetful.isMeasured).toBe(false);
      expect(forgetful.choose()).toMatchObject({ executionProvider: "cpu" });
    },
  );

  it("follows the user's own choice, but not to wrong numbers or to what is not there, and says why", async () => {
    const { devices: found } = devices({
      cpu,
      webgpu: { windowsPerSecond: 10, windowsPerRun: 16, largestRelativeError: 1e-6 },
      cuda: { windowsPerSecond: 9_000, windowsPerRun: 64, largestRelativeError: 1 },
    });
    await found.measure(model);
    expect(found.choose("webgpu")).toEqual({ executionProvider: "webgpu", windowsPerRun: 16 });
    expect(found.choose("auto")).toMatchObject({ executionProvider: "cpu" });
    expect(found.choose("cuda")).toMatchObject({ executionProvider: "cpu" });
    expect(found.choose("dml")).toMatchObject({ executionProvider: "cpu" });
    expect(found.problemWith("webgpu")).toBeNull();
    expect(found.problemWith("cuda")).toContain("differ from the CPU's by 1.0e+0");
    expect(found.problemWith("dml")).toBe("Only on Windows.");
    expect(found.problemWith("coreml")).toBe("Only on macOS.");
  });

  describe("for one model of several", () => {
    const other: ModelToLoad = { ...model, id: "other", sha256: "other" };
    const onGpu = { executionProvider: "webgpu", windowsPerRun: 64 };

    it("tries it once on the device, takes its own batch size, and remembers that", async () => {
      const storage = memory();
      const fast = { windowsPerSecond: 9_000, windowsPerRun: 256, largestRelativeError: 0 };
      const first = devices({ cpu, webgpu: fast }, { storage });
      await first.devices.measure(model);
      first.asked.length = 0;
      // The model that was measured needs no second look.
      expect(await first.devices.vet(model, onGpu)).toEqual({
        choice: { executionProvider: "webgpu", windowsPerRun: 256 },
        reason: null,
      });
      expect(first.asked).toEqual([]);
      await first.devices.vet(other, onGpu);
      await first.devices.vet(other, onGpu);
      expect(first.asked).toEqual(["webgpu"]);

      const again = devices({}, { storage });
      await again.devices.remember();
      expect(await again.devices.vet(other, onGpu)).toEqual({
        choice: { executionProvider: "webgpu", windowsPerRun: 256 },
        reason: null,
      });
      expect(again.asked).toEqual([]);
    });

    it("leaves it on the CPU where its numbers are wrong there, half precision among the reasons", async () => {
      const { devices: found } = devices({
        cpu,
        webgpu: { windowsPerSecond: 9_000, windowsPerRun: 64, largestRelativeError: 4e-3 },
      });
      expect(await found.vet(other, onGpu)).toEqual({
        choice: { executionProvider: "cpu", windowsPerRun: 16 },
        reason: "Its numbers differ from the CPU's by 4.0e-3, more than 0.001.",
      });
    });

    it("leaves it on the CPU where the device does not run it, and asks nothing of the CPU itself", async () => {
      const { devices: found, asked } = devices({});
      expect(await found.vet(other, onGpu)).toMatchObject({
        choice: { executionProvider: "cpu" },
        reason: "No adapter.",
      });
      expect(await found.vet(other, { executionProvider: "cpu", windowsPerRun: 8 })).toEqual({
        choice: { executionProvider: "cpu", windowsPerRun: 8 },
        reason: null,
      });
      expect(asked).toEqual(["webgpu"]);
    });
  });

  describe("with a file of 16 bits", () => {
    const halved: ModelToLoad = { ...model, sha256: "32", fp16: { path: "/models/m/model.fp16.onnx", sha256: "16" } };
    const webgpu = { windowsPerSecond: 2_000, windowsPerRun: 64, largestRelativeError: 1e-6 };
    const fast = { windowsPerSecond: 3_000, windowsPerRun: 256, largestRelativeError: 4e-4 };

    it("takes it where it is clearly faster and right, with a batch size of its own", async () => {
      const { devices: found, asked } = devices({ cpu, "cpu+fp16": cpu, webgpu, "webgpu+fp16": fast });
      await found.measure(halved);
      expect(asked).toEqual(["cpu", "cpu+fp16", "webgpu", "webgpu+fp16", "cuda"]);
      expect(found.choose()).toEqual({ executionProvider: "webgpu+fp16", windowsPerRun: 256 });
      expect(await found.vet(halved, found.choose())).toEqual({
        choice: { executionProvider: "webgpu+fp16", windowsPerRun: 256 },
        reason: null,
      });
      expect(found.reports("webgpu+fp16").find(({ state }) => state === "used")).toMatchObject({
        name: "webgpu+fp16",
        largestRelativeError: 4e-4,
      });
      // A user may still want 32.
      expect(found.choose("webgpu")).toEqual({ executionProvider: "webgpu", windowsPerRun: 64 });
    });

    it("keeps to 32 where 16 are hardly faster, and on the processor unless the user wants them", async () => {
      const { devices: found } = devices({
        cpu,
        "cpu+fp16": { ...fast, windowsPerSecond: 50_000 },
        webgpu,
        "webgpu+fp16": { ...fast, windowsPerSecond: 2_300 },
      });
      await found.measure(halved);
      expect(found.choose()).toMatchObject({ executionProvider: "webgpu" });
      expect(found.choose("cpu+fp16")).toMatchObject({ executionProvider: "cpu+fp16" });
      expect(found.choose("webgpu+fp16")).toMatchObject({ executionProvider: "webgpu+fp16" });
    });

    it("keeps to 32 where 16 are wrong, or their file is damaged, and says why", async () => {
      const wrong = devices({
        cpu,
        "cpu+fp16": new EngineError("model-damaged", "Model m: model.fp16.onnx …"),
        webgpu,
        "webgpu+fp16": { ...fast, largestRelativeError: 2e-3 },
      });
      await wrong.devices.measure(halved);
      expect(wrong.devices.choose()).toMatchObject({ executionProvider: "webgpu" });
      expect(wrong.devices.problemWith("webgpu+fp16")).toBe(
        "Its numbers differ from the CPU's by 2.0e-3, more than 0.001.",
      );
      expect(wrong.devices.problemWith("cpu+fp16")).toBe("Model m: model.fp16.onnx …");
      // Chosen for the sake of another model.
      const vetted = await wrong.devices.vet(halved, { executionProvider: "webgpu+fp16", windowsPerRun: 256 });
      expect(vetted).toEqual({
        choice: { executionProvider: "webgpu", windowsPerRun: 64 },
        reason: "Its numbers differ from the CPU's by 2.0e-3, more than 0.001.",
      });
    });

    it("does not look for 16 bits where 32 are refused", async () => {
      const { devices: found, asked } = devices({ cpu, "cpu+fp16": cpu });
      await found.measure(halved);
      expect(asked).toEqual(["cpu", "cpu+fp16", "webgpu", "cuda"]);
      expect(found.problemWith("webgpu+fp16")).toBe("No adapter.");
    });

    it("runs a model that has none with 32 on the same device", async () => {
      const { devices: found, asked } = devices({ cpu, webgpu });
      await found.measure(model);
      expect(found.problemWith("webgpu+fp16")).toBe("The default model has no 16-bit file.");
      expect(await found.vet(model, { executionProvider: "webgpu+fp16", windowsPerRun: 256 })).toEqual({
        choice: { executionProvider: "webgpu", windowsPerRun: 64 },
        reason: null,
      });
      expect(await found.vet(model, { executionProvider: "cpu+fp16", windowsPerRun: 16 })).toEqual({
        choice: { executionProvider: "cpu", windowsPerRun: 16 },
        reason: null,
      });
      expect(asked).toEqual(["cpu", "webgpu", "cuda"]);
    });
  });

  it("does not take a damaged model for a bad device", async () => {
    const { devices: found } = devices({ cpu: new EngineError("model-damaged", "Model m: model.onnx …") });
    await expect(found.measure(model)).rejects.toMatchObject({ code: "model-damaged" });
    expect(found.isMeasured).toBe(false);
  });

  it("still answers where the choice cannot be kept", async () => {
    const storage: DeviceStorage = {
      read: () => Promise.reject(new Error("no")),
      write: () => Promise.reject(new Error("no")),
    };
    const { devices: found } = devices({ cpu }, { storage });
    await found.remember();
    expect(found.choose()).toMatchObject({ executionProvider: "cpu" });
    await found.measure(model);
    expect(found.choose()).toMatchObject({ executionProvider: "cpu" });
  });

  it("says of a device that stopped working how, until it is used again", async () => {
    const { devices: found, notices } = devices({
      cpu,
      webgpu: { windowsPerSecond: 9_000, windowsPerRun: 64, largestRelativeError: 0 },
    });
    await found.measure(model);
    found.lose("webgpu", "The process ended.");
    expect(notices).toEqual(['The device "webgpu" stopped working; the processor has taken over. The process ended.']);
    const reportOf = (used: string) => found.reports(used).find(({ name }) => name === "webgpu");
    expect(reportOf("cpu")).toMatchObject({
      state: "refused",
      reason: "It stopped working. The process ended.",
      windowsPerRun: 64,
    });
    expect(found.problemWith("webgpu")).toBeNull();
    expect(reportOf("webgpu")).toMatchObject({ state: "used", reason: null });
  });

  it("says what runs now, not what was chosen for the next start", async () => {
    const { devices: found } = devices({
      cpu,
      webgpu: { windowsPerSecond: 9_000, windowsPerRun: 64, largestRelativeError: 0 },
    });
    await found.measure(model);
    const states = found
      .reports("cpu")
      .slice(0, 2)
      .map(({ name, state }) => [name, state]);
    expect(states).toEqual([
      ["cpu", "used"],
      ["webgpu", "available"],
    ]);
  });
});
