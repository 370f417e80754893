export { redo, type StepLog, undo, withStep } from "./step-log.ts";
