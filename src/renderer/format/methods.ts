import { methodName, type NamedForecaster, parseMethod } from "#domain/method";

interface NamedModel extends NamedForecaster {
  readonly id: string;
}

/** A method's id as people read it, given the models that have a name; what is no method stands as it is. */
export function methodText(id: string, ...models: readonly (readonly NamedModel[])[]): string {
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
