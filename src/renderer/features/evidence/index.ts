export { CoverageContext } from "./context.ts";
export { type Coverage, createCoverage } from "./coverage.ts";
export { Evidence } from "./evidence.tsx";
