export { QueueButton } from "./queue-button.tsx";
export { QueuePanel } from "./queue-panel.tsx";
