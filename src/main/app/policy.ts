/** What whoever manages the computer decides, for this application. */
import { app } from "electron";
import { type Outcome, toPlainError } from "#domain/errors";
import type { Policy } from "#domain/policy";
import { paths } from "#main/platform";
import { PlaceRules, policyPath, readPolicy } from "#main/policy";

/** A policy that can't be used is an answer here: who asked says so to the user, and goes no further. */
export async function policyOfComputer(): Promise<Outcome<Policy>> {
  // A checkout may point at a folder of its own to try policies.
  const folder = app.isPackaged ? undefined : process.env["FANTAIL_POLICIES"];
  const owners = folder === undefined ? [] : [process.getuid?.() ?? 0];
  try {
    return { ok: true, value: await readPolicy({ platform: process.platform, folder, owners }) };
  } catch (error) {
    return { ok: false, error: toPlainError(error) };
  }
}

/** Where everything is under a policy. */
export function pathsUnder({ managed: { cacheFolder } }: Policy): ReturnType<typeof paths> {
  const usual = paths(app);
  return cacheFolder === undefined ? usual : { ...usual, cache: policyPath(cacheFolder) };
}

export function placesUnder(policy: Policy): PlaceRules {
  const { samples, pasted, projects } = paths(app);
  return new PlaceRules(policy, [samples, pasted, projects]);
}
