import { useMemo } from "react";
import { defineTexts } from "#renderer/texts";
import { useSessionState } from "./contexts.ts";

const texts = defineTexts("policy", {
  decided: "Decided by whoever manages this computer",
  decidedIn: (source: string) => `Decided by whoever manages this computer, in ${source}`,
});

/** What is managed, and so not the user's to change. */
export interface ManagedValue {
  readonly value: unknown;
  /** By whom, in words, for where a control is disabled. */
  readonly reason: string;
}

/** @param name of a policy; null where it is not managed */
export function useManaged(name: string): ManagedValue | null {
  const policy = useSessionState((state) => state.info?.policies.find((one) => one.name === name));
  return useMemo(() => {
    if (policy === undefined) return null;
    const { value, source } = policy;
    return {
      value: value === null ? null : JSON.parse(value),
      reason: source === null ? texts.decided : texts.decidedIn(source),
    };
  }, [policy]);
}
