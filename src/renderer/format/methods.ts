import { influencedModel } from "#domain/influence";
import { methodName, type NamedForecaster, parseMethod } from "#domain/method";

interface NamedModel extends NamedForecaster {
  readonly id: string;
}

/** A method's id as people read it, given the models that have a name; what is no method stands as it is. */
export function methodText(id: string, ...models: readonly (readonly NamedModel[])[]): string {
  const known = influencedModel(id);
  if (known !== null) return `${methodText(known.model, ...models)}, with influences`;
  try {
    const method = parseMethod(id);
    return methodName(
      method,
      models.flat().find((model) => model.id === method.forecaster),
    );
  } catch {
    return id;
  }
}
