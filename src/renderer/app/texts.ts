import { defineTexts } from "#renderer/texts";

export const texts = defineTexts("app", {
  defaultModel: "Default model",
  defaultModelAbout: "What files begin with: for all data, and for data of a step that has a model of its own.",
  defaultModelDefault: "Fantail Base",
  device: "Device",
  deviceAbout: "What computes the forecasts of models with a file. One is used only where its numbers are right.",
  deviceDefault: "Automatic",
  budgets: "Room on disk and in memory",
  budgetsAbout: "How much is cached, so that forecasts are there at once. What was used least recently goes first.",
  budgetsDefault: "1 GB on disk; in memory, what suits this computer",
});
