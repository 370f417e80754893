export { ProfilePagesContext } from "./context.ts";
export { ProfileButton } from "./profile-button.tsx";
export { ProfilePage } from "./profile-page.tsx";
export { createProfilePages, type ProfilePages } from "./profile-pages.ts";
