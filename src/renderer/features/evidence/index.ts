export { CoverageContext } from "./context.ts";
export { createCoverage } from "./coverage.ts";
export { Evidence } from "./evidence.tsx";
