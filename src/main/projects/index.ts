export { type FileFacts, Projects, type Referred } from "./projects.ts";
