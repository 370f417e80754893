import type { CorrectionsState } from "#domain/correction";
import { sharedStore } from "#renderer/context";
import { useActive } from "#renderer/datasets";
import type { Corrections, CorrectionsStoreState } from "./corrections.ts";

export const [CorrectionsContext, useCorrections, useCorrectionsState] = sharedStore<
  CorrectionsStoreState,
  Corrections
>("corrections");

/** Of the dataset in front; undefined until they are known. */
export function useActiveCorrections(): CorrectionsState | undefined {
  const handle = useActive((open) => open.dataset.handle);
  return useCorrectionsState(({ files }) => (handle === undefined ? undefined : files[handle]));
}
