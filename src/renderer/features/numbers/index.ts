export { NumbersPanel } from "./numbers-panel.tsx";
export { NumbersStrip } from "./numbers-strip.tsx";
