/** Profiles of the open datasets in this window: what is known of each so far. */
export {
  ProfilesContext,
  SeriesEventsContext,
  useProfile,
  useProfiles,
  useSeriesEvents,
  useSeriesEventsState,
} from "./context.ts";
export { createSeriesEvents } from "./series-events.ts";
export { createProfiles, type KnownProfile, type Profiles } from "./profiles.ts";
