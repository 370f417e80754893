import { defineTexts } from "#renderer/texts";

export const texts = defineTexts("appearance", {
  appearance: "Appearance",
  appearanceIs: (theme: string) => `Appearance: ${theme}`,
});
