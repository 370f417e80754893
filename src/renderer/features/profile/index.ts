export { ProfilePagesContext } from "./context.ts";
export { profilePage } from "./later.ts";
export { ProfileButton } from "./profile-button.tsx";
export { createProfilePages, type ProfilePages } from "./profile-pages.ts";
