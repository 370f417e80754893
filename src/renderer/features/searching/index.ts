export { findBestDialog, resultDialog } from "./later.ts";
