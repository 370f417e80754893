import { parseMethod, type Method, type ParameterValue } from "#domain/method";

/** Symbols of parameters that the field writes in Greek. */
const symbols: Readonly<Record<string, string>> = {
  alpha: "α",
  beta: "β",
  gamma: "γ",
  phi: "φ",
  theta: "θ",
  lambda: "λ",
};

const transformTexts = { none: null, log: "on logarithms", "box-cox": "after Box-Cox" } as const;

interface NamedModel {
  readonly id: string;
  readonly name: string;
}

/** A method as people read it: "Holt-Winters, additive (α 0.3, β 0.1) on logarithms, season of 12". An id that is no method stands as it is. */
export function methodText(id: string, ...models: readonly (readonly NamedModel[])[]): string {
  const method = readMethod(id);
  if (method === null) return id;
  const name = models.flat().find((model) => model.id === method.forecaster)?.name ?? method.forecaster;
  const parameters = parametersText(method);
  const season = method.seasonLength;
  return [
    [name, parameters === null ? null : `(${parameters})`, transformTexts[method.transform]]
      .filter((part) => part !== null)
      .join(" "),
    ...(season === null ? [] : [season === 1 ? "no season" : `season of ${season}`]),
  ].join(", ");
}

function readMethod(id: string): Method | null {
  try {
    return parseMethod(id);
  } catch {
    return null;
  }
}

function parametersText({ parameters }: Method): string | null {
  const texts = Object.entries(parameters).map(([name, value]) => `${symbols[name] ?? name} ${valueText(value)}`);
  return texts.length === 0 ? null : texts.join(", ");
}

/** Three decimals tell any two values of a refined grid apart. */
function valueText(value: ParameterValue): string {
  return typeof value === "number" ? String(Number(value.toFixed(3))) : value;
}
