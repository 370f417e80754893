import { defineTexts } from "#renderer/texts";

export const texts = defineTexts("notices", {
  notices: "Notices",
  dismiss: "Dismiss",
});
