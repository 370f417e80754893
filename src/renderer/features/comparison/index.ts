export { createComparison, type Comparison } from "./comparison.ts";
export { CompareButton } from "./compare-button.tsx";
export { ComparisonContext } from "./context.ts";
export { comparisonPage } from "./later.ts";
