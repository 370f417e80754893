/** What only a window can measure: it tells, and this adds up. */
import type { Health } from "#domain/health";
import { LatencyHistogram } from "#engine/measures";

export type PageTime = "firstChart" | "cachedChart";

export class PageTimes {
  readonly #latency: Readonly<Record<PageTime, LatencyHistogram>> = {
    firstChart: new LatencyHistogram(),
    cachedChart: new LatencyHistogram(),
  };

  add(kind: PageTime, ms: number): void {
    this.#latency[kind].add(ms);
  }

  health(): Pick<Health, "latencyMs"> {
    const { firstChart, cachedChart } = this.#latency;
    return { latencyMs: { firstChart: firstChart.summary(), cachedChart: cachedChart.summary() } };
  }
}
