import { defineTexts } from "#renderer/texts";

export const texts = defineTexts("adjusting", {
  hint: "Drag a step of the forecast up or down, or along to choose several",
});
