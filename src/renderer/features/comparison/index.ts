export { ComparisonContext } from "./context.ts";
export { comparisonPage, laterComparison } from "./later.ts";
