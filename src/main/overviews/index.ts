export { Overviews } from "./overviews.ts";
