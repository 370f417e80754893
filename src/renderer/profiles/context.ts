import { useEffect } from "react";
import type { StoreApi } from "zustand/vanilla";
import { sharedStore } from "#renderer/context";
import type { SeriesEventsState } from "./series-events.ts";
import { type KnownProfile, profileOf, type Profiles, type ProfilesState } from "./profiles.ts";

export const [SeriesEventsContext, useSeriesEvents, useSeriesEventsState] = sharedStore<
  SeriesEventsState,
  { readonly store: StoreApi<SeriesEventsState> }
>("events of the series in front");
export const [ProfilesContext, useProfiles, useProfilesState] = sharedStore<ProfilesState, Profiles>("profiles");

/** What is known of a dataset's profile, which is followed for as long as the view is there. */
export function useProfile(dataset: string): KnownProfile {
  const profiles = useProfiles();
  useEffect(() => profiles.watch(dataset), [profiles, dataset]);
  return useProfilesState((state) => profileOf(state, dataset));
}
