import { defineTexts } from "#renderer/texts";

export const texts = defineTexts("handbook", {
  title: "Handbook",
  pages: "Pages",
  search: "Search the handbook",
  clear: "Clear",
  none: (query: string) => `Nothing in the handbook is about “${query}”.`,
  pageText: (title: string) => `${title}, scrollable`,
  table: (title: string) => `Table of ${title}`,
});
