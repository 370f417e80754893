import type { WindowToFinish } from "#domain/forecast";
import type { Flight } from "./flight.ts";
import type { WindowSource } from "./ports.ts";

export interface BatchWindows {
  /** Those whose window could be cut, in the order of the items. */
  readonly flights: readonly Flight[];
  readonly items: WindowToFinish[];
  /** [flights × contextSteps], row-major. */
  readonly windows: Float32Array;
  readonly failed: readonly { readonly flight: Flight; readonly error: unknown }[];
}

/** Cuts the windows of flights of one group: now, because waiting work holds no numbers. */
export function cutWindows(candidates: readonly Flight[], source: WindowSource): BatchWindows {
  const contextSteps = candidates[0]?.column.contextSteps ?? 0;
  const windows = new Float32Array(candidates.length * contextSteps);
  const flights: Flight[] = [];
  const items: WindowToFinish[] = [];
  const failed: { flight: Flight; error: unknown }[] = [];
  for (const flight of candidates) {
    const index = flights.length;
    const target = windows.subarray(index * contextSteps, (index + 1) * contextSteps);
    try {
      const { isNonNegative } = source.fill(flight.column, flight.origin, target);
      items.push({ index, isNonNegative, wantsDensity: flight.wantsDensity });
      flights.push(flight);
    } catch (error) {
      failed.push({ flight, error });
    }
  }
  // A view of a longer array would cross the process boundary with its whole buffer.
  const isWhole = flights.length === candidates.length;
  return { flights, items, windows: isWhole ? windows : windows.slice(0, flights.length * contextSteps), failed };
}
