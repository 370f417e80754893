import { describe, expect, test } from "vitest";
import { normalQuantile } from "#engine/numerics";
import { rankEts } from "./ets-choice.ts";
import { fitEts } from "./ets-fit.ts";
import { etsMoments } from "./ets-forecast.ts";
import type { EtsForm } from "./ets-form.ts";
import { EtsLikelihood } from "./ets-likelihood.ts";
import reference from "./forecast-reference.json" with { type: "json" };

/** Largest difference in units of the numbers' mean size. */
function distance(ours: ArrayLike<number>, theirs: readonly number[]): number {
  const size = theirs.reduce((sum, value) => sum + Math.abs(value), 0) / theirs.length;
  return Math.max(...theirs.map((value, index) => Math.abs(value - (ours[index] ?? Number.NaN)))) / size;
}

describe.each(reference.series)("against R's forecast package: $name", (given) => {
  const values = Float64Array.from(given.values);
  const [chosenByR = 0] = given.auto.aicc;
  // R fits relative errors to zeros, too; we don't offer that.
  const offered = given.ets
    .map((expected) => {
      const [, error, trend, season] = /^(.)(.d?)(.)$/.exec(expected.model) ?? [];
      const [aicc = 0] = expected.aicc;
      return { ...expected, form: { error, trend, season } as EtsForm, aicc };
    })
    .filter(({ form }) => form.error === "A" || values.every((value) => value > 0));

  test.each(offered)("ETS $model is at least as likely", ({ form, aicc }) => {
    // Near zero a trend may forecast below it within the sample. R goes on with a relative error that has no meaning there; such
    // a model, which we can't fit, must not be one that R would choose.
    expect(fitEts(values, form, given.season)?.aicc ?? chosenByR + 20).toBeLessThan(aicc + 0.01);
  });

  test("ETS forecasts the same where the maximum is the same", () => {
    const same = offered.flatMap((expected) => {
      const fit = expected.form.season === "N" ? fitEts(values, expected.form, given.season) : null;
      return fit === null || expected.aicc - fit.aicc > 0.001 ? [] : [{ fit, forecast: expected.forecast }];
    });
    expect(same).not.toHaveLength(0);
    for (const { fit, forecast } of same) {
      const { means, deviations } = etsMoments(fit, forecast.mean.length);
      const upper = means.map((mean, step) => mean + normalQuantile(0.9) * (deviations[step] ?? 0));
      expect(distance(means, forecast.mean)).toBeLessThan(2e-3);
      expect(distance(upper, forecast.upper80)).toBeLessThan(3e-3);
    }
  });

  test("the chosen ETS model is no worse than R's choice", () => {
    const [best] = rankEts(values, given.season);
    expect(best?.aicc ?? Number.POSITIVE_INFINITY).toBeLessThan(chosenByR + 0.01);
  });
});

describe("the derivatives of the ETS likelihood", () => {
  const values = Float64Array.from(
    { length: 40 },
    (_, index) => 20 + index * 0.3 + 5 * Math.sin((index * Math.PI) / 2) + ((index * 7) % 5),
  );
  const forms: EtsForm[] = (["A", "M"] as const).flatMap((error) =>
    (["N", "A", "Ad"] as const).flatMap((trend) =>
      (["N", "A", "M"] as const).map((season) => ({ error, trend, season })),
    ),
  );
  test.each(forms)("equal finite differences for $error$trend$season", (form) => {
    const steps = form.season === "N" ? 1 : 4;
    const neutral = form.season === "M" ? 1 : 0;
    const smoothing = {
      alpha: 0.3,
      beta: form.trend === "N" ? 0 : 0.1,
      gamma: form.season === "N" ? 0 : 0.2,
      phi: form.trend === "Ad" ? 0.9 : 1,
    };
    const likelihood = new EtsLikelihood(values, form, steps);
    const at = (
      change: Partial<Record<"alpha" | "beta" | "gamma" | "phi" | "level" | "slope" | "index", number>>,
    ): number => {
      const season = Float64Array.from(
        { length: steps },
        (_, place) => neutral + (steps === 1 ? 0 : 0.1 * (place - 1.5)),
      );
      season[0] = (season[0] ?? 0) + (change.index ?? 0);
      return likelihood.evaluate(
        {
          alpha: smoothing.alpha + (change.alpha ?? 0),
          beta: smoothing.beta + (change.beta ?? 0),
          gamma: smoothing.gamma + (change.gamma ?? 0),
          phi: smoothing.phi + (change.phi ?? 0),
        },
        { level: 21 + (change.level ?? 0), slope: (form.trend === "N" ? 0 : 0.2) + (change.slope ?? 0), season },
      );
    };
    at({});
    const gradient = likelihood.differentiate(smoothing);
    const difference = (name: "alpha" | "beta" | "gamma" | "phi" | "level" | "slope" | "index"): number =>
      (at({ [name]: 1e-6 }) - at({ [name]: -1e-6 })) / 2e-6;
    const close = (ours: number, theirs: number): void => {
      expect(Math.abs(ours - theirs)).toBeLessThan(1e-4 * Math.max(1, Math.abs(theirs)));
    };
    close(gradient.alpha, difference("alpha"));
    close(gradient.level, difference("level"));
    if (form.trend !== "N") {
      close(gradient.beta, difference("beta"));
      close(gradient.slope, difference("slope"));
    }
    if (form.trend === "Ad") close(gradient.phi, difference("phi"));
    if (form.season !== "N") {
      close(gradient.gamma, difference("gamma"));
      close(gradient.season[0] ?? 0, difference("index"));
    }
  });
});
