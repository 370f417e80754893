export { FindBestDialog } from "./find-best-dialog.tsx";
export { ResultDialog } from "./result-dialog.tsx";
