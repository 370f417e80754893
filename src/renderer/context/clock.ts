/** Time and timers come from outside, so that tests don't wait. */
export interface Clock {
  now(): number;
  /** Returns the function that stops the timer. */
  after(ms: number, action: () => void): () => void;
}

/** Work shorter than this shows nothing: a flash of progress is worse than none. */
export const quietMs = 200;
