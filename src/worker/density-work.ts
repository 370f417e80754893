/** What the density process does with a message, apart from how messages travel: that way it runs under tests. */
import type { AppError } from "#contract/data";
import {
  checkedOfBatch,
  checkedOfDensity,
  checkedOfFinished,
  type FinishBatch,
  type FinishedItem,
  type FinishItem,
  type FromDensity,
  type ToDensity,
} from "#contract/worker";
import { checksum, requireIntact } from "#engine/checksum";
import { finishQuantiles, type QuantileTable, requantile, stepDensities } from "#engine/density";
import { toPlainError } from "#engine/errors";

/** Grid points per step. Enough for a smooth outline at the width a step has on a screen. */
export const densityPoints = 64;

/**
 * One batch of native quantiles, made fit to show. A window whose numbers are not finite is left out and named: it must not cost
 * its neighbours their answer. A batch of nothing but such windows fails.
 */
export function finishBatch(batch: FinishBatch): FromDensity {
  const { levels, horizon } = batch;
  requireIntact("forecasts", batch.checksum, ...checkedOfBatch(horizon, batch.items, batch.quantiles));
  const size = levels.length * horizon;
  const items: FinishedItem[] = [];
  const failures: { index: number; error: AppError }[] = [];
  let lastError: unknown;
  batch.items.forEach((item, position) => {
    const values = batch.quantiles.subarray(position * size, (position + 1) * size);
    try {
      items.push(finishItem(item, { levels, horizon, values }));
    } catch (error) {
      lastError = error;
      failures.push({ index: item.index, error: toPlainError(error) });
    }
  });
  if (items.length === 0 && failures.length > 0) throw lastError;
  return failures.length === 0
    ? { type: "finished", id: batch.id, items }
    : { type: "finished", id: batch.id, items, failures };
}

function finishItem(item: FinishItem, table: QuantileTable): FinishedItem {
  const quantiles = finishQuantiles(table, item.isNonNegative);
  const density = item.wantsDensity
    ? stepDensities({ ...table, values: quantiles }, item.isNonNegative, densityPoints)
    : null;
  return { index: item.index, quantiles, density, checksum: checksum(...checkedOfFinished({ index: item.index, quantiles, density })) };
}

export function answer(message: Exclude<ToDensity, { type: "stop" }>): FromDensity {
  requireIntact("forecast", message.checksum, message.quantiles);
  const table = { levels: message.levels, horizon: message.horizon, values: message.quantiles };
  switch (message.type) {
    case "requantile": {
      const quantiles = requantile(table, message.wantedLevels, message.isNonNegative);
      return { type: "requantiled", id: message.id, quantiles, checksum: checksum(quantiles) };
    }
    case "density": {
      const density = stepDensities(table, message.isNonNegative, densityPoints);
      return { type: "density", id: message.id, density, checksum: checksum(...checkedOfDensity(density)) };
    }
  }
}
