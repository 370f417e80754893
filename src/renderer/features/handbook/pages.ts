/** The pages of docs/handbook, as they are in the repository. */
import { handbookPages } from "#domain/glossary";
import { parseMarkdown, plainText } from "./markdown.ts";
import type { Block } from "./markdown.ts";

const sources = import.meta.glob<string>("../../../../docs/handbook/*.md", {
  query: "?raw",
  import: "default",
  eager: true,
});

export interface HandbookPage {
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
  /** All of its words, for the search. */
  readonly text: string;
}

/** As it stands in the repository; empty where there is none. */
export const sourceOf = (id: string): string => sources[`../../../../docs/handbook/${id}.md`] ?? "";

/** In the order of how one needs them. */
export const pages: readonly HandbookPage[] = handbookPages.map(({ id, title }) => {
  const blocks = parseMarkdown(sourceOf(id));
  return { id, title, blocks, text: plainText(blocks) };
});
