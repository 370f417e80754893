import { defineTexts } from "#renderer/texts";

export const texts = defineTexts("overview", {
  adjusted: "adjusted",
  adjustments: (count: string) => `${count} on top of what the model says`,
});
