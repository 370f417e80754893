import type { ProviderReport } from "#contract/data";
import type { DeviceSetting, ModelsState } from "#contract/ipc";
import { formatCount } from "../../state/format.ts";
import { useManager, useModel } from "../../state/model.ts";
import { Choice } from "../parts/choice.tsx";

const deviceText: Record<DeviceSetting, string> = {
  auto: "Automatic",
  cpu: "Processor (cpu)",
  webgpu: "Graphics card (webgpu)",
  cuda: "NVIDIA (cuda)",
  dml: "DirectML (dml)",
  coreml: "Core ML (coreml)",
};
const devices = Object.keys(deviceText) as DeviceSetting[];

/** What computes. A device is taken only where its numbers are the processor's. */
export function DeviceSection({ known }: { readonly known: ModelsState }) {
  const manager = useModel().models;
  const isChanging = useManager((state) => state.isChangingDevice);
  const used = known.providers.find(({ state }) => state === "used")?.name ?? "cpu";
  return (
    <section className="models-device" aria-labelledby="models-device-heading">
      <h3 id="models-device-heading" className="dialog-section">
        Device
      </h3>
      <div className="rules">
        <Choice
          label="Run models on"
          description={isChanging ? "Trying the device…" : `In use: ${deviceText[used as DeviceSetting]}. A device is tried first, and taken only if its numbers are the processor’s.`}
          value={known.device}
          options={devices.map((id) => {
            const report = known.providers.find(({ name }) => name === id);
            return { id, label: deviceText[id], detail: detailOf(id, report), isDisabled: report?.state === "absent" };
          })}
          onChange={(device) => void manager.setDevice(device as DeviceSetting)}
        />
      </div>
    </section>
  );
}

function detailOf(id: DeviceSetting, report: ProviderReport | undefined): string {
  if (id === "auto") return "The fastest that is right";
  if (report === undefined) return "Not tried yet";
  if (report.reason !== null) return report.reason;
  if (report.windowsPerSecond === null) return "Not tried yet";
  return `${formatCount(report.windowsPerSecond)} windows/s, ${formatCount(report.windowsPerRun ?? 1)} at a time`;
}
