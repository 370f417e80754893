export { absentPage, workspace } from "./later.ts";
