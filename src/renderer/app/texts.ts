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
  opening: "Opening…",
  dropModel: "Drop to import the model",
  dropFiles: "Drop to forecast",
  dropModelHint: "An ONNX file, or the folder of a model",
  dropOnceHint: "To look at once: nothing of it is kept",
  dropFilesHint: "Several files open side by side. With Alt nothing of them is kept",
  failedTitle: "Could not be opened",
  close: "Close",
});
