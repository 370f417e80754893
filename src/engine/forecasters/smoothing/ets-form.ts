/** One exponential smoothing model in the taxonomy of Hyndman, Koehler, Ord & Snyder (2008): error, trend, season. */
export interface EtsForm {
  readonly error: "A" | "M";
  /** None, additive, damped additive. Multiplicative trends are left out: they explode. */
  readonly trend: "N" | "A" | "Ad";
  readonly season: "N" | "A" | "M";
}

/** Parts of a model that are not to be chosen. */
export type SetForm = { readonly [part in keyof EtsForm]?: EtsForm[part] | undefined };

/**
 * The models that are tried. Multiplicative parts need positive numbers. Additive errors with a multiplicative season are left
 * out, as in R's `ets`: their variance is not defined.
 */
export function candidateForms(isPositive: boolean, isSeasonal: boolean, set: SetForm = {}): EtsForm[] {
  const trends = ["N", "A", "Ad"] as const;
  const seasons = isSeasonal ? (["N", "A", "M"] as const) : (["N"] as const);
  return (isPositive ? (["A", "M"] as const) : (["A"] as const))
    .flatMap((error) =>
      trends.flatMap((trend) =>
        seasons
          .filter((season) => season !== "M" || error === "M")
          .map((season): EtsForm => ({ error, trend, season })),
      ),
    )
    .filter(
      ({ error, trend, season }) =>
        error === (set.error ?? error) && trend === (set.trend ?? trend) && season === (set.season ?? season),
    );
}

/** As the literature writes it: ETS(M,Ad,M). */
export function formName({ error, trend, season }: EtsForm): string {
  return `ETS(${error},${trend},${season})`;
}

/** Smoothing parameters, first states, and the variance: what AICc counts. */
export function parameterCount(form: EtsForm, season: number): number {
  const smoothing = 1 + (form.trend === "N" ? 0 : 1) + (form.trend === "Ad" ? 1 : 0) + (form.season === "N" ? 0 : 1);
  const states = 1 + (form.trend === "N" ? 0 : 1) + (form.season === "N" ? 0 : season - 1);
  return smoothing + states + 1;
}
