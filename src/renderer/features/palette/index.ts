export { paletteDialog } from "./later.ts";
