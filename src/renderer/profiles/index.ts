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
export { createSeriesEvents, type SeriesEvents, type SeriesEventsState } from "./series-events.ts";
export {
  createProfiles,
  type KnownProfile,
  nothingKnown,
  profileOf,
  type Profiles,
  type ProfilesState,
} from "./profiles.ts";
