export type { ModelFile } from "./exportable.ts";
export { writeJob } from "./write-job.ts";
export { writeModelRepository } from "./write-model-repository.ts";
