import { defineTexts } from "#renderer/texts";

export const texts = defineTexts("chart", {
  plain: "Without adjustments",
});
