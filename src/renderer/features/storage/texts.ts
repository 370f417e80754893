import { defineTexts } from "#renderer/texts";

export const texts = defineTexts("storage", {
  loading: "Loading…",
  onDisk: "On disk",
  appliesAtOnceTheLeast: (disk: string | number, freeBytes: string | number) =>
    `${disk}. Applies at once; the least recently used data is deleted first.${freeBytes}`,
  areFree: (freeBytes: string | number) => ` ${freeBytes} are free.`,
  inMemory: "In memory",
  apply: "Apply",
  mB: "MB",
  storage: "Storage",
  nothingIsCached: "Nothing is cached.",
  spaceUsedOnDisk: "Space used on disk",
  profiles: "Profiles",
  spaceUsedByProfiles: "Space used by profiles",
  spaceUsedInMemory: "Space used in memory",
  budgets: "Budgets",
  cachedFiles: "Cached files",
  nothingIsCachedYetForecasts:
    "Nothing is cached yet. Forecasts of the files that you open are cached here and appear at once the next time.",
  inText: "In ",
  asArrowFilesThatPandas: ", as Arrow files that pandas and polars open, too.",
  deleteEverything: "Delete everything",
  deletePinnedFilesIncludedForecasts: (bytes: string | number) =>
    `Delete ${bytes}, pinned files included? Forecasts are computed again when needed.`,
  keepEverything: "Keep everything",
  everythingInTheCache: "Everything in the cache",
  andChecked: (files: string | number, answers: string | number) => ` ${files} and ${answers} checked.`,
  checkFiles: "Check files",
  writeNow: "Write now",
  deleteEverything2: "Delete everything…",
  deleteTheCachedDataOf: (name: string | number) => `Delete the cached data of ${name}`,
  keep: "Keep",
  deleteText: "Delete",
  pin: (name: string | number) => `Pin ${name}`,
  pinnedStaysWhenSpaceIs: "Pinned: stays when space is needed",
  pinKeepWhenSpaceIs: "Pin: keep when space is needed",
  readNoForecastsYet: "Read, no forecasts yet",
  ofBy: (forecasts: string | number, join: string | number, more: string | number, join2: string | number) =>
    `${forecasts} of ${join}${more} by ${join2}`,
  andMore: (more: string | number) => ` and ${more} more`,
});
