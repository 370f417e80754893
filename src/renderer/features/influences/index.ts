export { InfluencesContext } from "./context.ts";
export { judgeShown } from "./judging.ts";
export { influencesPage, laterInfluences } from "./later.ts";
export { markInfluences } from "./marks.ts";
export { tryKnownColumns } from "./trying.ts";
