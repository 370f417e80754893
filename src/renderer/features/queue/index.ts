export { QueueButton } from "./queue-button.tsx";
export { queuePanel } from "./later.ts";
