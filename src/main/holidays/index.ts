export { Holidays } from "./holidays.ts";
