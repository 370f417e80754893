import { isConfigured, type Method, parseMethod } from "#domain/method";

const transformWords = { none: null, log: "logarithm", "box-cox": "Box-Cox" } as const;

/**
 * What a configured method sets beyond its forecaster, in words: "alpha 0.3 · logarithm · season of 12". Null for a plain one, and for
 * what can't be read.
 */
export function methodDetail(id: string): string | null {
  const method = read(id);
  if (method === null) return null;
  const { parameters, transform, seasonLength } = method;
  const parts = [
    ...Object.entries(parameters).map(([name, value]) => `${name} ${value}`),
    transformWords[transform],
    seasonLength === null ? null : seasonLength === 1 ? "no season" : `season of ${seasonLength}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(" · ");
}

/** The forecaster or model that an id is of. */
export function forecasterOf(id: string): string {
  return read(id)?.forecaster ?? id;
}

function read(id: string): Method | null {
  if (!isConfigured(id)) return null;
  try {
    return parseMethod(id);
  } catch {
    return null;
  }
}
