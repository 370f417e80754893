/** Pins that last as long as the test. */
import type { Pins } from "./pins.ts";

export function pinsInMemory(): Pins {
  const pinned = new Set<string>();
  return {
    list: () => [...pinned],
    set: (dataset, isPinned) => void (isPinned ? pinned.add(dataset) : pinned.delete(dataset)),
    adopt: (datasets) => {
      for (const dataset of datasets) pinned.add(dataset);
      return true;
    },
    forget: (dataset) => void (dataset === undefined ? pinned.clear() : pinned.delete(dataset)),
  };
}
