/** What the density process does with a message, apart from how messages travel: that way it runs under tests. */
import type { FinishBatch, FromDensity, ToDensity } from "#contract/worker";
import { finishQuantiles, requantile, stepDensities } from "#engine/density";

/** Grid points per step. Enough for a smooth outline at the width a step has on a screen. */
export const densityPoints = 64;

/** One batch of native quantiles, made fit to show. The batch fails as a whole when one window's numbers are not finite. */
export function finishBatch(batch: FinishBatch): FromDensity {
  const { levels, horizon } = batch;
  const size = levels.length * horizon;
  const items = batch.items.map((item, position) => {
    const values = batch.quantiles.subarray(position * size, (position + 1) * size);
    const quantiles = finishQuantiles({ levels, horizon, values }, item.isNonNegative);
    const density = item.wantsDensity
      ? stepDensities({ levels, horizon, values: quantiles }, item.isNonNegative, densityPoints)
      : null;
    return { index: item.index, quantiles, density };
  });
  return { type: "finished", id: batch.id, items };
}

export function answer(message: Exclude<ToDensity, { type: "stop" }>): FromDensity {
  const table = { levels: message.levels, horizon: message.horizon, values: message.quantiles };
  switch (message.type) {
    case "requantile": {
      const quantiles = requantile(table, message.wantedLevels, message.isNonNegative);
      return { type: "requantiled", id: message.id, quantiles };
    }
    case "density": {
      const density = stepDensities(table, message.isNonNegative, densityPoints);
      return { type: "density", id: message.id, density };
    }
  }
}
