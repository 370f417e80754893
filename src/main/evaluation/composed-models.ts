/** The models that are no single network: they need no file of their own. */
import { automaticModel } from "#domain/model";
import { forecasters } from "#engine/forecasters/catalogue";

/** What can be asked for beside the models that have a file. */
export const composedModels: readonly { readonly id: string; readonly name: string; readonly description: string }[] = [
  { id: automaticModel, name: "Automatic", description: "The best on the past, or a combination" },
  ...forecasters.all.map(({ id, name, description }) => ({ id, name, description })),
];

export function isComposed(model: string): boolean {
  return model === automaticModel || forecasters.has(model);
}
