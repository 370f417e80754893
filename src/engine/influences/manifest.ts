/** Influences in the manifest of an export, so that it can be made again. */
import { type InfluenceSettings, influenceUses, type InfluenceUse } from "#domain/influence";
import { eventsCsv, parseEvents } from "./events.ts";

export interface NamedInfluences extends InfluenceSettings {
  readonly use: InfluenceUse;
  /** Series that they are used for, whatever `use` says of others; null: all. */
  readonly only: readonly string[] | null;
}

export function influenceManifest({
  holidays,
  events,
  columns,
  use,
  only,
}: NamedInfluences): Readonly<Record<string, string | readonly string[]>> {
  return {
    influences: use,
    ...(holidays === null ? {} : { holidays }),
    ...(events.length === 0 ? {} : { events: eventsCsv(events) }),
    ...(columns.length === 0 ? {} : { covariates: columns }),
    ...(only === null ? {} : { influenced: only }),
  };
}

/** Null where the manifest names none. @throws EngineError where what it lists can't be read */
export function influencesOfManifest(settings: Readonly<Record<string, unknown>>): NamedInfluences | null {
  const { influences, holidays, events, covariates, influenced } = settings;
  const use = influenceUses.find((known) => known === influences);
  if (use === undefined) return null;
  return {
    holidays: typeof holidays === "string" ? holidays : null,
    events: typeof events === "string" ? parseEvents(events) : [],
    columns: Array.isArray(covariates) ? covariates.map(String) : [],
    use,
    only: Array.isArray(influenced) ? influenced.map(String) : null,
  };
}
