export { CorrectingContext } from "./context.ts";
export { createCorrecting } from "./correcting.ts";
export { correctingPage } from "./later.ts";
export { OutlierHint } from "./outlier-hint.tsx";
export { MarkingMenu } from "./marking-menu.tsx";
