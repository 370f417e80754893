/** The models that are no single network: they need no file of their own. */
import { adoptedModel } from "#domain/job";
import { influencedModel } from "#domain/influence";
import { isConfigured } from "#domain/method";
import { automaticModel } from "#domain/model";
import { forecasters } from "#engine/forecasters/catalogue";

/**
 * What the window offers beside the models that have a file. Forecasters that are only asked for by name are left to the command
 * line: a list of two dozen helps nobody to choose.
 */
export const composedModels: readonly { readonly id: string; readonly name: string; readonly description: string }[] = [
  { id: automaticModel, name: "Automatic", description: "The best on the past, or a combination" },
  ...forecasters.all
    .filter(({ isByNameOnly }) => isByNameOnly !== true)
    .map(({ id, name, description }) => ({ id, name, description })),
];

export function withInfluencesName(name: string): string {
  return `${name}, with influences`;
}

/** Configured forecasters are, too, whatever their id configures, and what may stand for one. */
export function isComposed(model: string): boolean {
  return (
    influencedModel(model) !== null ||
    model === automaticModel ||
    model === adoptedModel ||
    isConfigured(model) ||
    isStatistical(model)
  );
}

/** Whether the evaluate process makes its forecasts. */
export function isStatistical(model: string): boolean {
  return influencedModel(model) === null && forecasters.behind(model) !== undefined;
}

/** All statistical models with what their methods are named by, for lists of what was tried or is in use. */
export const forecasterNames = (): { id: string; name: string; space: { name: string; label: string }[] }[] =>
  forecasters.all.map(({ id, name, space = [] }) => ({
    id,
    name,
    space: space.map(({ name: key, label = key }) => ({ name: key, label })),
  }));
