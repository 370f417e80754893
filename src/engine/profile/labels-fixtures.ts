import type { SeriesProfile } from "#domain/profile";
import type { Truth } from "./made-series-fixtures.ts";

/** How many labels are known. */
export function knownLabels({ changes, changesAmong, ...others }: Truth): number {
  return Object.keys(others).length + (changes === undefined && changesAmong === undefined ? 0 : 1);
}

/** What a profile says that is not true; empty where all labels are right. */
export function wrongLabels(profile: SeriesProfile, truth: Truth): string[] {
  const wrong: string[] = [];
  const check = (label: string, isRight: boolean | undefined, found: unknown): void => {
    if (isRight === false) wrong.push(`${label}: ${JSON.stringify(found)}`);
  };
  const seasons = profile.seasons?.map(({ length }) => length) ?? [];
  check(
    "seasons",
    truth.seasons?.some((right) => right.join() === seasons.join()),
    seasons,
  );
  const direction = profile.trend?.direction ?? "none";
  check("direction", truth.direction?.includes(direction), direction);
  const verdict = profile.stationarity?.verdict;
  check("stationarity", truth.stationarity && verdict && truth.stationarity.includes(verdict), verdict);
  if (truth.demand !== undefined)
    check("demand", (profile.demand?.class ?? null) === truth.demand, profile.demand?.class ?? null);
  const changes = profile.changepoints?.list ?? [];
  if (truth.changes !== undefined) {
    const isRight =
      changes.length === truth.changes.length &&
      truth.changes.every(({ step, within, kind }, index) => {
        const found = changes[index];
        return found !== undefined && Math.abs(found.step - step) <= within && kind.includes(found.kind);
      });
    check(
      "changes",
      isRight,
      changes.map(({ step, kind }) => `${kind} ${step}`),
    );
  }
  for (const { step, within, kind } of truth.changesAmong ?? [])
    check(
      "changes",
      changes.some((found) => Math.abs(found.step - step) <= within && kind.includes(found.kind)),
      changes.map(({ step, kind }) => `${kind} ${step}`),
    );
  const anomalies = profile.anomalies?.list.map(({ step }) => step).sort((left, right) => left - right) ?? [];
  if (truth.anomalies !== undefined) check("anomalies", truth.anomalies.join() === anomalies.join(), anomalies);
  const value = profile.forecastability?.value;
  if (truth.forecastability !== undefined && value !== undefined)
    check("forecastability", value >= truth.forecastability[0] && value <= truth.forecastability[1], value);
  return wrong;
}
