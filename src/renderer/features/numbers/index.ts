export { NumbersPanel } from "./numbers-panel.tsx";
export { ReadingLine } from "./reading-line.tsx";
