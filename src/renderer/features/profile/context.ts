import { sharedLater } from "#renderer/context";
import type { ProfilePages, ProfilePagesState } from "./profile-pages.ts";

export const [ProfilePagesContext, useProfilePages, useProfilePagesState] = sharedLater<
  ProfilePagesState,
  ProfilePages
>("profile page");
