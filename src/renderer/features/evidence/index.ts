export { CoverageContext } from "./context.ts";
export { type CoverageState, createCoverage } from "./coverage.ts";
export { Evidence } from "./evidence.tsx";
