import { sharedStore } from "#renderer/context";
import type { ProfilePages, ProfilePagesState } from "./profile-pages.ts";

export const [ProfilePagesContext, useProfilePages, useProfilePagesState] = sharedStore<
  ProfilePagesState,
  ProfilePages
>("profile page");
