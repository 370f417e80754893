export { createComparison, type Comparison } from "./comparison.ts";
export { CompareButton } from "./compare-button.tsx";
export { ComparisonPage } from "./comparison-page.tsx";
export { ComparisonContext } from "./context.ts";
