/** The words that a person meets in the window, and the pages of the handbook that explain more. */
export { handbookPages } from "./pages.ts";
export { glossaryPage, termOf, terms, type TermId } from "./terms.ts";
