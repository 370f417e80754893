export { SideBySideContext } from "./context.ts";
export { laterSideBySide, sideBySidePage } from "./later.ts";
