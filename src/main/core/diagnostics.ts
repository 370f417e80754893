/** Diagnostics of the application and the machine. */
import type { Doctor, DoctorSetting, Health, LiveDiagnostics } from "#domain/health";
import { policyLines, type Policy, type PolicyChoices } from "#domain/policy";
import type { BackgroundPrecomputer, ForecastLimits } from "#main/forecasts";
import type { DeviceMeasurement, Devices, ModelAdmin } from "#main/models";
import type { Lifecycle } from "./lifecycle.ts";
import type { ModelResolver } from "./model-resolver.ts";

export interface DiagnosticsPorts {
  readonly version: string;
  readonly folders: Doctor["folders"];
  readonly limits: ForecastLimits;
  readonly bandwidth: Doctor["policy"]["bandwidth"];
  readonly models: Pick<ModelResolver, "list" | "defaultModel">;
  readonly admin: Pick<ModelAdmin, "device" | "defaults">;
  readonly devices: Pick<Devices, "isMeasured" | "reports">;
  readonly measurement: Pick<DeviceMeasurement, "run" | "runAside">;
  readonly lifecycle: Pick<Lifecycle, "health">;
  readonly background: Pick<BackgroundPrecomputer, "paused">;
  /** Monotonic milliseconds, from 0 at the start of the process. */
  /** Those that are not at their default. */
  readonly settings: () => readonly DoctorSetting[];
  readonly policy: { readonly policy: Policy; readonly userChoices: () => PolicyChoices };
  readonly now: () => number;
}

export interface DoctorOptions {
  /** The first measurement of devices takes seconds; a window shows what is known meanwhile. */
  readonly waitForDevices?: boolean;
  /** Tests all devices again, ignoring remembered results. */
  readonly measure?: boolean;
}

export class Diagnostics {
  readonly #ports: DiagnosticsPorts;

  constructor(ports: DiagnosticsPorts) {
    this.#ports = ports;
  }

  health(): Health {
    return this.#ports.lifecycle.health();
  }

  /** What the core knows of itself now. */
  live(): Pick<LiveDiagnostics, "health" | "paused" | "uptimeMs"> {
    const { background, now } = this.#ports;
    return { health: this.health(), paused: background.paused(), uptimeMs: now() };
  }

  async doctor({ waitForDevices = true, measure = false }: DoctorOptions = {}): Promise<Doctor> {
    const { version, folders, limits, bandwidth, models, admin, devices, measurement, policy } = this.#ports;
    if (measure || !devices.isMeasured) {
      if (waitForDevices) await measurement.run();
      else measurement.runAside();
    }
    const list = models.list();
    const used = list.find(({ id }) => id === models.defaultModel())?.executionProvider ?? "cpu";
    return {
      versions: {
        fantail: version,
        electron: process.versions.electron ?? "",
        chromium: process.versions["chrome"] ?? "",
        node: process.versions.node,
        platform: `${process.platform} ${process.arch}`,
      },
      device: admin.device,
      providers: [...devices.reports(used)],
      models: [...list],
      modelDefaults: { ...admin.defaults },
      folders: { ...folders },
      limits: { ...limits },
      settings: [...this.#ports.settings()],
      policies: {
        lines: [...policyLines(policy.policy, policy.userChoices())],
        sources: [...policy.policy.sources],
        conflicts: [...policy.policy.conflicts],
      },
      policy: { network: false, bandwidth },
      health: this.health(),
    };
  }
}
