import { EngineError } from "#domain/errors";

export const transforms = ["none", "log", "box-cox"] as const;
/** What is done to the values before the fit, and undone to every quantile after it. */
export type Transform = (typeof transforms)[number];

export type ParameterValue = number | string;
/** By the names of the forecaster's parameter space; those that are absent are estimated, or chosen by the forecaster itself. */
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** A forecaster as it is to be used: what a search tries, what a comparison shows and what is adopted. */
export interface Method {
  /** A statistical model of the catalogue, or a model with a file. */
  readonly forecaster: string;
  readonly parameters: Parameters;
  readonly transform: Transform;
  /** Steps in one season, 1 for none; null: what the values up to the origin show. */
  readonly seasonLength: number | null;
}

/** The forecaster as it is when nothing is said of it. */
export function plainMethod(forecaster: string): Method {
  return { forecaster, parameters: {}, transform: "none", seasonLength: null };
}

/**
 * One method, one id, wherever a model is named: `ets`, `ets:error=M:season=A:trend=Ad`, `ses:alpha=0.3+log@12`. The parameters stand in the
 * order of their names; `+` is the transform, `@` the season length. A plain method has the id of its forecaster.
 */
export function methodId({ forecaster, parameters, transform, seasonLength }: Method): string {
  const set = Object.keys(parameters)
    .sort()
    .map((name) => `:${name}=${parameters[name] as ParameterValue}`);
  return `${forecaster}${set.join("")}${transform === "none" ? "" : `+${transform}`}${seasonLength === null ? "" : `@${seasonLength}`}`;
}

const pattern = /^([^:+@]+)((?::[a-zA-Z][a-zA-Z0-9]*=[^:+@=]+)*)(?:\+([a-z-]+))?(?:@(\d+))?$/;

/** Whether it is an id of a configured method, and not just of a forecaster or model. */
export function isConfigured(id: string): boolean {
  return /[:+@]/.test(id);
}

/**
 * The method of an id. Whether there is such a forecaster, and whether it has such parameters, the catalogue knows.
 *
 * @throws EngineError wrong-arguments
 */
export function parseMethod(id: string): Method {
  const [, forecaster, set, transform = "none", season] = pattern.exec(id) ?? [];
  if (forecaster === undefined || set === undefined || !isTransform(transform) || season === "0") throw unreadable(id);
  const parameters: Record<string, ParameterValue> = {};
  for (const one of set.split(":").slice(1)) {
    const at = one.indexOf("=");
    const [name, text] = [one.slice(0, at), one.slice(at + 1)];
    if (name in parameters) throw unreadable(id);
    parameters[name] = /^-?(\d+\.?\d*|\.\d+)(e-?\d+)?$/i.test(text) ? Number(text) : text;
  }
  return { forecaster, parameters, transform, seasonLength: season === undefined ? null : Number(season) };
}

function isTransform(text: string): text is Transform {
  return (transforms as readonly string[]).includes(text);
}

function unreadable(id: string): EngineError {
  return new EngineError("wrong-arguments", `"${id}" does not name a method.`, {
    hint: "Write a forecaster, its parameters, the transform and the season length, such as ses:alpha=0.3+log@12.",
  });
}
