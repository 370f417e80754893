export { ProfilePagesContext } from "./context.ts";
export { laterProfilePages, profilePage } from "./later.ts";
