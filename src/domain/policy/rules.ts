/** What follows from a policy. */
import { EngineError } from "#domain/errors";
import type { DoctorPolicy } from "#domain/health";
import type { SettingValues } from "#domain/settings";
import { policyDefinitions } from "./definitions.ts";
import { type Policy, type PolicyChoices, type PolicyName, type PolicySetting, policySettings } from "./values.ts";

/** "/etc/fantail/policies/managed/10-models.json, line 3"; null where it is not managed. */
export function managedBy({ places }: Pick<Policy, "places">, name: PolicyName): string | null {
  const place = places.managed[name];
  if (place === undefined) return null;
  return place.line === null ? place.source : `${place.source}, line ${place.line}`;
}

/** The refusal of something that a managed policy does not allow. */
export function policyForbids(policy: Pick<Policy, "places">, name: PolicyName, message: string): EngineError {
  return new EngineError("policy-forbids", message, {
    hint: `Whoever manages this computer has decided so: ${name} in ${managedBy(policy, name) ?? "its policy"}.`,
  });
}

/** Why a model with a file may not be used, and by which policy; null where it may. */
export function modelRefusal(
  policy: Policy,
  { id, source }: { readonly id: string; readonly source: "bundled" | "own" },
): EngineError | null {
  const { allowedModels, modelImport } = policy.managed;
  if (source === "own" && modelImport === false)
    return policyForbids(policy, "modelImport", `The model "${id}" was imported, and imported models are not allowed.`);
  if (allowedModels !== undefined && !allowedModels.includes(id))
    return policyForbids(policy, "allowedModels", `The model "${id}" is not allowed on this computer.`);
  return null;
}

/** Settings that one level of a policy gives. */
export function settingsOf(choices: {
  readonly [K in PolicySetting]?: SettingValues[K] | undefined;
}): Partial<SettingValues> {
  return Object.fromEntries(
    policySettings.flatMap((name) => (choices[name] === undefined ? [] : [[name, choices[name]]])),
  );
}

/**
 * Every policy with its value in force and where that comes from.
 *
 * @param user what the user has set, by the names of policies
 */
export function policyLines(policy: Policy, user: PolicyChoices): readonly DoctorPolicy[] {
  return policyDefinitions.map(({ name, title, usual }) => {
    const line = (value: unknown, origin: DoctorPolicy["origin"], source: string | null): DoctorPolicy => ({
      ...{ name, title, origin, source },
      value: value === undefined ? null : JSON.stringify(value),
    });
    const recommended = policy.recommended[name];
    if (policy.managed[name] !== undefined) return line(policy.managed[name], "managed", managedBy(policy, name));
    if (user[name] !== undefined) return line(user[name], "user", null);
    if (recommended !== undefined) {
      const place = policy.places.recommended[name];
      const where = place === undefined ? null : `${place.source}${place.line === null ? "" : `, line ${place.line}`}`;
      return line(recommended, "recommended", where);
    }
    return line(usual, "default", null);
  });
}
