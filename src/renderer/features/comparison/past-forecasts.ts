import type { RequestOutcome } from "#contract/ipc";
import type { AppError } from "#domain/errors";
import type { Forecast } from "#domain/forecast";
import type { Client } from "#renderer/bridge";
import type { Clock } from "#renderer/context";
import { quantileAt } from "#renderer/forecasts";
import type { Compared } from "./comparison.ts";
import type { PastForecast } from "./figures.ts";

/** Asked for at once: the scores have computed them all, so each is a look-up or one fit. */
const atOnce = 4;
/** There may be hundreds, and each time all that are there are drawn anew. */
export const redrawMs = 150;

export interface WantedForecast {
  readonly model: string;
  readonly origin: number;
}

export interface PastForecastPorts {
  readonly client: Client;
  readonly clock: Clock;
}

/**
 * The forecasts behind the scores, as they come.
 *
 * @param onForecasts gets all that are there so far, not more often than can be drawn, and once more at the end
 * @returns the first failure, if any; nothing comes once the signal is aborted
 */
export async function loadPastForecasts(
  { client, clock }: PastForecastPorts,
  { dataset, series, horizon }: Pick<Compared, "dataset" | "series" | "horizon">,
  wanted: readonly WantedForecast[],
  signal: AbortSignal,
  onForecasts: (forecasts: readonly PastForecast[]) => void,
): Promise<AppError | null> {
  const forecasts: PastForecast[] = [];
  let failure: AppError | null = null;
  const rest = [...wanted];
  let stopTimer: (() => void) | null = null;
  const tell = (): void => {
    stopTimer?.();
    stopTimer = null;
    if (!signal.aborted) onForecasts([...forecasts]);
  };
  const work = async (): Promise<void> => {
    for (let next = rest.shift(); next !== undefined && !signal.aborted; next = rest.shift()) {
      const { model, origin } = next;
      const view = `comparison:${model}:${origin}`.slice(0, 256);
      const outcome: RequestOutcome<"forecast:get"> = await client.request(
        "forecast:get",
        { dataset, series, model, horizon, origin, view, density: false },
        { signal },
      );
      if (signal.aborted) return;
      if (outcome.ok) forecasts.push(pastForecastOf(model, outcome.value));
      else failure ??= outcome.error;
      stopTimer ??= clock.after(redrawMs, tell);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  tell();
  return failure;
}

/** @param model as it was asked for: `auto` answers under another name */
function pastForecastOf(model: string, forecast: Forecast): PastForecast {
  const row = (level: number): Float64Array =>
    Float64Array.from({ length: forecast.horizon }, (_, step) => quantileAt(forecast, level, step));
  return {
    model,
    origin: forecast.origin,
    times: forecast.times,
    median: row(0.5),
    lower: row(0.1),
    upper: row(0.9),
  };
}
