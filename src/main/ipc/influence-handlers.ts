/** Requests about what is known to move series, and what forecasts are made of. */
import type { RequestName } from "#contract/ipc";
import type { InfluenceVerdict } from "#domain/influence";
import { parseEvents } from "#engine/influences";
import type { Core } from "#main/core";
import type { Handlers } from "./ipc-main.ts";

type InfluenceRequest = Extract<RequestName, `influences:${string}`>;

/** The parts of the core that answer such requests, as far as they are asked. */
export interface InfluenceParts {
  readonly keptInfluences: Pick<Core["keptInfluences"], "state" | "set" | "judge">;
  readonly holidays: Pick<Core["holidays"], "places">;
  readonly adopted: Pick<Core["adopted"], "modelOf">;
  readonly forecasts: Pick<Core["forecasts"], "get">;
  readonly explanations: Pick<Core["explanations"], "of">;
}

/** @param systemLocale a tag of BCP 47, whose region is suggested */
export function influenceHandlers(
  { keptInfluences, holidays, adopted, forecasts, explanations }: InfluenceParts,
  systemLocale: () => string,
): Pick<Handlers, InfluenceRequest> {
  return {
    "influences:get": async ({ dataset }) => mutable(keptInfluences.state(dataset)),
    "influences:places": async (_args, { signal }) => {
      const places = await holidays.places(signal);
      const { region } = new Intl.Locale(systemLocale()).maximize();
      const suggested = places.find(({ code }) => code === region)?.code ?? null;
      return { places: [...places], suggested };
    },
    "influences:set": async ({ dataset, settings, use }, { signal }) =>
      mutable(await keptInfluences.set(dataset, settings, use, signal)),
    "influences:judge": async (key, { signal }) =>
      mutableVerdict(await keptInfluences.judge({ ...key, model: adopted.modelOf(key) }, signal)),
    "influences:read-events": async ({ text }) => ({ events: [...parseEvents(text)] }),
    "influences:explain": async (key, { signal }) => {
      const forecast = await forecasts.get({ ...key, view: null, density: false }, signal);
      const { parts, effects, ...rest } = await explanations.of(forecast, key.model, signal);
      return {
        ...rest,
        times: rest.times,
        notes: [...rest.notes],
        parts: { ...parts, influences: [...parts.influences] },
        effects: effects.map((effect) => ({ ...effect, ahead: [...effect.ahead] })),
      };
    },
  };
}

function mutableVerdict<V extends InfluenceVerdict>(verdict: V): V & { notes: string[] } {
  return { ...verdict, notes: [...verdict.notes] };
}

function mutable(state: ReturnType<InfluenceParts["keptInfluences"]["state"]>) {
  const { settings, columns, verdicts, marks, use } = state;
  return {
    settings: { ...settings, events: [...settings.events], columns: [...settings.columns] },
    use,
    columns: [...columns],
    verdicts: verdicts.map(mutableVerdict),
    marks: [...marks],
  };
}
