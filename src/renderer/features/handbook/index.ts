export { handbookDialog } from "./later.ts";
