/** When rows on weekends are strays among business days. */
import { dayMs, weekMs } from "#domain/series";

/** Business days have at most this share of their rows on weekends. */
export const maxWeekendShare = 0.02;
/** So many weekends in a row are no strays: a shop opens on Saturdays from now on. */
const maxWeekendRun = 2;
/** Monday, 5 January 1970. */
const firstMondayMs = 4 * dayMs;

/** Longest run of weekends that follow each other, among the times given to it in their order. */
export class WeekendRun {
  #week = Number.NaN;
  #run = 0;
  #longest = 0;

  add(ms: number): void {
    const week = Math.floor((ms - firstMondayMs) / weekMs);
    if (week !== this.#week) this.#run = week === this.#week + 1 ? this.#run + 1 : 1;
    this.#week = week;
    this.#longest = Math.max(this.#longest, this.#run);
  }

  isStray(): boolean {
    return this.#longest <= maxWeekendRun;
  }
}
