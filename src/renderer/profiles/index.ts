/** Profiles of the open datasets in this window: what is known of each so far. */
export {
  ProfilesContext,
  SeriesEventsContext,
  useProfile,
  useProfiles,
  useProfilesState,
  useSeriesEvents,
  useSeriesEventsState,
} from "./context.ts";
export { createSeriesEvents } from "./series-events.ts";
export { createProfiles, type KnownProfile, profileOf, type Profiles } from "./profiles.ts";
