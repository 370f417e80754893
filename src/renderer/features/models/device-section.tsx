import { deviceSettings, type DeviceSetting, isFp16, type ProviderReport } from "#domain/device";
import type { ModelsState } from "#domain/model";
import { useManaged } from "#renderer/context";
import { deviceName, formatCount } from "#renderer/format";
import { useModels, useModelsState } from "./context.ts";
import { Choice } from "#renderer/ui";
import { texts } from "./texts.ts";

/** What computes. A device is taken only where its numbers are the processor's. */
export function DeviceSection({ known }: { readonly known: ModelsState }) {
  const manager = useModels();
  const isChanging = useModelsState((state) => state.isChangingDevice);
  const managed = useManaged("device");
  // With 16 bits only where that was tried: most computers have no use for most of them.
  const devices = deviceSettings.filter(
    (id) => !isFp16(id) || id === known.device || known.providers.some(({ name }) => name === id),
  );
  const used = known.providers.find(({ state }) => state === "used")?.name ?? "cpu";
  return (
    <section className="models-device" aria-labelledby="models-device-heading">
      <h3 id="models-device-heading" className="dialog-section">
        {texts.device}
      </h3>
      <div className="rules">
        <Choice
          label={texts.runModelsOn}
          description={
            managed?.reason ?? (isChanging ? texts.testingTheDevice : texts.inUseADeviceIs(deviceName(used)))
          }
          isDisabled={managed !== null}
          value={known.device}
          options={devices.map((id) => {
            const report = known.providers.find(({ name }) => name === id);
            return { id, label: deviceName(id), detail: detailOf(id, report), isDisabled: report?.state === "absent" };
          })}
          onChange={(device) => void manager.setDevice(device as DeviceSetting)}
        />
      </div>
    </section>
  );
}

function detailOf(id: DeviceSetting, report: ProviderReport | undefined): string {
  if (id === "auto") return "The fastest with correct numbers";
  if (report === undefined) return "Not tested yet";
  if (report.reason !== null) return report.reason;
  if (report.windowsPerSecond === null) return "Not tested yet";
  return `${formatCount(report.windowsPerSecond)} windows/s, ${formatCount(report.windowsPerRun ?? 1)} at a time`;
}
