/** Profiles of the open datasets in this window: what is known of each so far. */
export { ProfilesContext, useProfile, useProfiles, useProfilesState } from "./context.ts";
export {
  createProfiles,
  type KnownProfile,
  nothingKnown,
  profileOf,
  type Profiles,
  type ProfilesState,
} from "./profiles.ts";
