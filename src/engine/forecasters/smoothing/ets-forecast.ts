import type { Moments } from "#engine/forecasters/base";
import type { EtsFit } from "./ets-fit.ts";

/**
 * Mean and standard deviation h = 1 … horizon steps ahead (Hyndman, Koehler, Ord & Snyder 2008, chapter 6).
 *
 * - Additive errors: v(h) = σ² (1 + Σ_{j<h} c_j²) with c_j = α + β (φ + … + φ^j) + γ·[j a multiple of the season].
 * - Relative errors, no or additive season: v(h) = (1 + σ²) θ(h) − μ(h)², θ(h) = μ(h)² + σ² Σ_{j<h} c_j² θ(h − j).
 * - Multiplicative season: the same for the part without season, times (1 + γ²σ²)^k for k whole seasons, times the squared
 *   index (equation 6.10 there; an approximation for small σ).
 */
export function etsMoments(fit: EtsFit, horizonSteps: number): Moments {
  const { form, smoothing, state, seasonSteps, count, variance } = fit;
  const { alpha, beta, gamma, phi } = smoothing;
  const means = new Float64Array(horizonSteps);
  const deviations = new Float64Array(horizonSteps);
  const weights = new Float64Array(horizonSteps);
  const spreads = new Float64Array(horizonSteps);
  let damped = 0;
  let power = 1;
  let squares = 0;
  for (let step = 0; step < horizonSteps; step++) {
    power *= phi;
    damped += power;
    const base = state.level + (form.trend === "N" ? 0 : damped * state.slope);
    const index = state.season[(count + step) % seasonSteps] as number;
    const isSeasonEnd = form.season === "A" && (step + 1) % seasonSteps === 0;
    const mean = form.season === "N" ? base : form.season === "A" ? base + index : base * index;
    means[step] = mean;
    weights[step] = alpha + (form.trend === "N" ? 0 : beta * damped) + (isSeasonEnd ? gamma : 0);
    if (form.error === "A") {
      deviations[step] = Math.sqrt(variance * (1 + squares));
      squares += (weights[step] as number) ** 2;
      continue;
    }
    // θ of the book; for a multiplicative season it describes the part without it.
    const centre = form.season === "M" ? base : mean;
    let theta = centre * centre;
    for (let back = 1; back <= step; back++) {
      theta += variance * (weights[back - 1] as number) ** 2 * (spreads[step - back] as number);
    }
    spreads[step] = theta;
    const seasons = Math.floor(step / seasonSteps);
    const growth = form.season === "M" ? (1 + gamma * gamma * variance) ** seasons : 1;
    const spread = Math.max(0, theta * (1 + variance) * growth - centre * centre);
    deviations[step] = Math.sqrt(spread) * (form.season === "M" ? Math.abs(index) : 1);
  }
  return { means, deviations };
}
