export { defineTexts } from "./texts.ts";
