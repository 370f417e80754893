import { defineTexts } from "#renderer/texts";

export const texts = defineTexts("palette", {
  title: "Go to anything",
  placeholder: "A command, a series, a file, a setting, a page of the handbook",
  none: (query: string) => `Nothing is called “${query}”.`,
  command: "Command",
  recent: "Used recently",
  series: "Series",
  file: "Open file",
  setting: "Setting",
  page: "Handbook",
  term: "Glossary",
});
