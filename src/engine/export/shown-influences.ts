import type { ExportedInfluences, ExportManifest, ExportSetting } from "#domain/export";
import type { Forecast } from "#domain/forecast";
import { type FittedInfluences, influencedModel, type InfluenceVerdict } from "#domain/influence";

/** What influences do to a forecast, which may know of them or not. @param fitted null where there are none */
export function exportedInfluences(
  { series, model }: Pick<Forecast, "series" | "model">,
  fitted: FittedInfluences | null,
  verdict: InfluenceVerdict | null,
): ExportedInfluences {
  const { effects = [], notes = [], parts = [], isRelative = false } = fitted ?? {};
  return {
    ...{ series, verdict, effects, notes, isRelative },
    isUsed: influencedModel(model.id) !== null,
    parts: parts.map(({ name, kind, ahead }) => ({
      ...{ name, kind },
      ahead: Array.from(ahead, (value) => (isRelative ? Math.exp(value) : value)),
    })),
  };
}

/** Verdicts by series, in a manifest: they are about the run that made it, and part of its bytes. */
export function verdictsSetting(
  verdicts: Iterable<readonly [series: string, verdict: InfluenceVerdict]>,
): ExportManifest["settings"] {
  const listed = Array.from(verdicts, ([series, verdict]) => ({ series, ...verdict }));
  return listed.length === 0 ? {} : { influenceVerdicts: JSON.stringify(listed) };
}

/** What {@link verdictsSetting} wrote. */
export function verdictsIn(setting: ExportSetting | undefined): ReadonlyMap<string, InfluenceVerdict> {
  if (typeof setting !== "string") return new Map();
  interface Listed extends Omit<InfluenceVerdict, "change" | "changeSince"> {
    readonly series: string;
    readonly change: number | null;
    readonly changeSince: number | null;
  }
  return new Map(
    (JSON.parse(setting) as readonly Listed[]).map(({ series, change, changeSince, ...rest }) => [
      series,
      { ...rest, change: change ?? Number.NaN, changeSince: changeSince ?? Number.NaN },
    ]),
  );
}
