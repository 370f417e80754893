/** Chooses a model, or a combination of several, for each series and origin. */
export const automaticModel = "auto";
