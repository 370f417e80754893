import { statfs } from "node:fs/promises";
import { totalmem } from "node:os";
import type { ProfileUsage } from "#domain/cache";
import { EngineError } from "#domain/errors";
import { noPolicy, type Policy, policyForbids, type PolicyName } from "#domain/policy";
import { formatBytes } from "#engine/format";
import type { SettingsStore } from "#main/platform";
import { budgetBounds, forecastLimits, memoryBudget, type CacheAdmin } from "#main/forecasts";
import type { Handlers } from "./ipc-main.ts";

export interface CacheHandlerDependencies {
  readonly cache: Pick<CacheAdmin, "info" | "list" | "verify" | "flush" | "delete" | "pin" | "setDiskBytes">;
  readonly settings: Pick<SettingsStore, "current" | "update">;
  readonly policy?: Policy;
  readonly profiles: { usage(): Promise<ProfileUsage> };
  /** Milliseconds since 1970. */
  readonly wallNow: () => number;
  readonly totalMemoryBytes?: number;
}

type CacheHandlers = Pick<
  Handlers,
  "cache:info" | "cache:list" | "cache:verify" | "cache:flush" | "cache:delete" | "cache:pin" | "cache:budget"
>;

/** The same administration that the command line has, for the window. */
export function cacheHandlers({
  cache,
  settings,
  policy = noPolicy,
  profiles,
  wallNow,
  totalMemoryBytes = totalmem(),
}: CacheHandlerDependencies): CacheHandlers {
  const { minDiskBytes, maxDiskBytes, minMemoryBytes, maxMemoryBytes } = budgetBounds;
  const maxMemory = maxMemoryBytes(totalMemoryBytes);
  return {
    "cache:info": async () => {
      const { folder, problem, tiers, bytes, maxBytes, memoryBytes, maxMemoryBytes } = cache.info();
      const [freeBytes, ofProfiles] = await Promise.all([freeBytesOf(folder), profiles.usage()]);
      return {
        folder,
        problem,
        tiers,
        profiles: { ...ofProfiles },
        // A budget that the disk could never fill would promise what can't be kept.
        disk: {
          bytes,
          maxBytes,
          freeBytes,
          minBudgetBytes: minDiskBytes,
          maxBudgetBytes: Math.max(minDiskBytes, Math.min(maxDiskBytes, bytes + (freeBytes ?? maxDiskBytes))),
        },
        memory: {
          bytes: memoryBytes,
          maxBytes: maxMemoryBytes,
          nextMaxBytes: memoryBudget(forecastLimits(totalMemoryBytes, settings.current.limits ?? {})),
          minBudgetBytes: Math.min(minMemoryBytes, maxMemory),
          maxBudgetBytes: maxMemory,
        },
      };
    },
    "cache:list": async () =>
      (await cache.list()).map(({ usedMs, seriesNames, models, ...entry }) => ({
        ...entry,
        seriesNames: [...seriesNames],
        models: [...models],
        ageMs: Math.max(0, wallNow() - usedMs),
      })),
    "cache:verify": () => cache.verify(),
    "cache:flush": async () => {
      await cache.flush();
      return {};
    },
    "cache:delete": async ({ dataset }) => ({ files: await cache.delete(dataset) }),
    "cache:pin": async ({ dataset, isPinned }) => {
      cache.pin(dataset, isPinned);
      return {};
    },
    "cache:budget": async ({ diskBytes, memoryBytes }) => {
      requireFree(policy, "cacheDiskMegabytes", diskBytes, "The budget on disk");
      requireFree(policy, "cacheMemoryMegabytes", memoryBytes, "The budget in memory");
      requireWithin(diskBytes, minDiskBytes, maxDiskBytes, "The budget on disk");
      requireWithin(memoryBytes, Math.min(minMemoryBytes, maxMemory), maxMemory, "The budget in memory");
      await settings.update({
        limits: {
          ...settings.current.limits,
          ...(diskBytes === undefined ? {} : { diskBytes }),
          ...(memoryBytes === undefined ? {} : { memoryBytes }),
        },
      });
      if (diskBytes !== undefined) await cache.setDiskBytes(diskBytes);
      return {};
    },
  };
}

function requireFree(policy: Policy, name: PolicyName, bytes: number | undefined, what: string): void {
  if (bytes !== undefined && policy.managed[name] !== undefined)
    throw policyForbids(policy, name, `${what} is set for this computer.`);
}

function requireWithin(bytes: number | undefined, min: number, max: number, what: string): void {
  if (bytes === undefined || (bytes >= min && bytes <= max)) return;
  throw new EngineError("wrong-arguments", `${what} must be between ${formatBytes(min)} and ${formatBytes(max)}.`);
}

async function freeBytesOf(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}
