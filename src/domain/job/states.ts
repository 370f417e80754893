/** The states of a job, and which may follow which. */
export const jobStates = ["pending", "running", "paused", "retrying", "completed", "failed", "cancelled"] as const;
export type JobState = (typeof jobStates)[number];

/** Most urgent first: what a user asked for, then what was cleaned, set otherwise, or imported. */
export const jobPriorities = ["user", "cleaned", "settings", "import"] as const;
export type JobPriority = (typeof jobPriorities)[number];

/**
 * pending: waits for its turn · running: a process holds its lease · paused: by the user, or because its process ended; goes on from
 * the finished trials · retrying: failed by something that may pass, tried again by itself · the others are final, but for a
 * retry by the user.
 */
export const nextStates: Readonly<Record<JobState, readonly JobState[]>> = {
  pending: ["running", "paused", "cancelled"],
  running: ["pending", "paused", "retrying", "completed", "failed", "cancelled"],
  paused: ["pending", "cancelled"],
  retrying: ["pending", "running", "paused", "failed", "cancelled"],
  completed: [],
  failed: ["pending"],
  cancelled: ["pending"],
};

export function isFinal(state: JobState): boolean {
  return state === "completed" || state === "failed" || state === "cancelled";
}

/** What a user can do to a job; which of it its state allows, {@link nextStates} says. */
export const jobChanges = ["pause", "resume", "cancel", "retry", "clear"] as const;
export type JobChange = (typeof jobChanges)[number];
