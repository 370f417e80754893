export { TermText, termTip } from "./term.tsx";
