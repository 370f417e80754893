import { defineTexts } from "#renderer/texts";

export const texts = defineTexts("overlay", {
  hide: (label: string | number) => `Hide: ${label}`,
});
