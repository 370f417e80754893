export { CorrectButton } from "./correct-button.tsx";
export { CorrectingContext } from "./context.ts";
export { type Correcting, createCorrecting } from "./correcting.ts";
export { correctingPage } from "./later.ts";
