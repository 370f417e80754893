/** What the density process does with a message, apart from how messages travel: that way it runs under tests. */
import { type AppError, toPlainError } from "#domain/errors";
import type { BandwidthRule, WindowToFinish } from "#domain/forecast";
import {
  checkedOfBatch,
  checkedOfDensity,
  checkedOfFinished,
  type FinishBatch,
  type FinishedItem,
  type FromDensity,
  type ToDensity,
} from "#contract/worker";
import { checksum, requireIntact } from "#engine/checksum";
import {
  finishQuantiles,
  requantile,
  sampleDensities,
  sampleQuantiles,
  stepDensities,
  type SampleTable,
} from "#engine/density";

/** Grid points per step. Enough for a smooth outline at the width a step has on a screen. */
export const densityPoints = 64;

/**
 * One batch of native quantiles or samples, made fit to show. A window whose numbers are not finite is left out and named: it must not cost
 * its neighbours their answer.
 */
export function finishBatch(batch: FinishBatch, bandwidth: BandwidthRule): FromDensity {
  const { horizon } = batch;
  requireIntact("forecasts", batch.checksum, ...checkedOfBatch(horizon, batch.items, batch.quantiles));
  const size = batch.quantiles.length / batch.items.length;
  const items: FinishedItem[] = [];
  const failures: { index: number; error: AppError }[] = [];
  batch.items.forEach((item, position) => {
    const values = batch.quantiles.subarray(position * size, (position + 1) * size);
    try {
      items.push(finishItem(item, batch, values, bandwidth));
    } catch (error) {
      failures.push({ index: item.index, error: toPlainError(error) });
    }
  });
  return failures.length === 0
    ? { type: "finished", id: batch.id, items }
    : { type: "finished", id: batch.id, items, failures };
}

function finishItem(
  item: WindowToFinish,
  { levels, horizon, samples: kind }: FinishBatch,
  values: Float32Array,
  bandwidth: BandwidthRule,
): FinishedItem {
  const { index, isNonNegative, wantsDensity } = item;
  const finished = (found: Omit<FinishedItem, "checksum">): FinishedItem => ({
    ...found,
    checksum: checksum(...checkedOfFinished(found)),
  });
  if (kind === undefined) {
    const quantiles = finishQuantiles({ levels, horizon, values }, isNonNegative);
    const density = wantsDensity
      ? stepDensities({ levels, horizon, values: quantiles }, isNonNegative, densityPoints)
      : null;
    return finished({ index, quantiles, density });
  }
  const table: SampleTable = { ...kind, horizon, values, bandwidth };
  const quantiles = sampleQuantiles(table, levels, isNonNegative);
  const density = wantsDensity ? sampleDensities(table, isNonNegative, densityPoints) : null;
  // A copy: a message takes the whole buffer of what it holds along.
  return finished({ index, quantiles, samples: values.slice(), density });
}

export function answer(message: Extract<ToDensity, { id: number }>, bandwidth: BandwidthRule): FromDensity {
  const { levels, horizon, isNonNegative, samples: kind, quantiles: values } = message;
  requireIntact("forecast", message.checksum, values);
  switch (message.type) {
    case "requantile": {
      const { wantedLevels } = message;
      const quantiles =
        kind === undefined
          ? requantile({ levels, horizon, values }, wantedLevels, isNonNegative)
          : sampleQuantiles({ ...kind, horizon, values, bandwidth }, wantedLevels, isNonNegative);
      return { type: "requantiled", id: message.id, quantiles, checksum: checksum(quantiles) };
    }
    case "density": {
      const density =
        kind === undefined
          ? stepDensities({ levels, horizon, values }, isNonNegative, densityPoints)
          : sampleDensities({ ...kind, horizon, values, bandwidth }, isNonNegative, densityPoints);
      return { type: "density", id: message.id, density, checksum: checksum(...checkedOfDensity(density)) };
    }
  }
}
