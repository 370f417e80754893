/** Requests about profiles of open datasets. */
import type { RequestName } from "#contract/ipc";
import type { Core } from "#main/core";
import type { Handlers } from "./ipc-main.ts";

type ProfileRequest = Extract<RequestName, `profile:${string}`>;

export function profileHandlers({ profiles }: Pick<Core, "profiles">): Pick<Handlers, ProfileRequest> {
  return {
    "profile:request": ({ dataset, isWanted }) => profiles.request(dataset, isWanted),
    "profile:rows": ({ dataset, after }) => profiles.rows(dataset, after),
    "profile:series": ({ dataset, series }, { signal }) => profiles.series({ dataset, series }, signal),
    "profile:decomposition": ({ dataset, series }, { signal }) => profiles.decomposition({ dataset, series }, signal),
  };
}
