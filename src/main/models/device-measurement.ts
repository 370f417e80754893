/** When the devices of this machine are measured: on demand, or once nobody waits for anything. */
import type { Logger } from "#main/platform";
import type { Devices } from "./devices.ts";
import type { ModelAdmin } from "./model-admin.ts";
import type { ModelStore } from "./model-store.ts";

export interface DeviceMeasurementPorts {
  readonly devices: Pick<Devices, "isMeasured" | "measure">;
  readonly store: Pick<ModelStore, "shape">;
  readonly admin: Pick<ModelAdmin, "device" | "applyDevice" | "defaultFor">;
  readonly logger: Logger;
}

/** The first minutes with a new file must not share the processor with a measurement. */
const idleMs = 20_000;

export class DeviceMeasurement {
  readonly #ports: DeviceMeasurementPorts;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: DeviceMeasurementPorts) {
    this.#ports = ports;
  }

  /** Tries every device with the default model, whatever is known of them. */
  async run(): Promise<void> {
    const { admin, devices, store } = this.#ports;
    await devices.measure(store.shape(admin.defaultFor()));
  }

  /** The same, with nobody waiting for its end. */
  runAside(): void {
    this.run().catch((error: unknown) => {
      this.#ports.logger.warn("devices-not-measured", { message: String(error) });
    });
  }

  /** After the start: measures what is not measured yet once the application has been idle for a while, for the next start. */
  runLater(): void {
    const { admin, devices } = this.#ports;
    if (devices.isMeasured) return;
    if (admin.device !== "auto") {
      // The user waits for a device of their own choice.
      void admin.applyDevice();
      return;
    }
    this.#timer = setTimeout(() => this.runAside(), idleMs);
    this.#timer.unref();
  }

  /** What is due later is not done any more. */
  stop(): void {
    clearTimeout(this.#timer);
  }
}
