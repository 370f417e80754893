/** Steps a second that the past can be played at. */
export const speeds = [2, 6, 15] as const;
export type Speed = (typeof speeds)[number];

/** For those who asked for less motion: a picture a second, however fast. */
const calmMs = 1000;

export function nextSpeed(speed: Speed): Speed {
  return speeds[(speeds.indexOf(speed) + 1) % speeds.length] ?? speeds[0];
}

export function playEveryMs(speed: Speed, isCalm: boolean): number {
  return isCalm ? Math.max(calmMs, 1000 / speed) : 1000 / speed;
}

/** Where playing goes on from one origin: one step at a time, and at the end nowhere. */
export function playedFrom(origin: number): number | null {
  return origin >= 0 ? null : origin + 1;
}

/** Where playing begins: where the user is, and at the end with what the chart has in sight. */
export function playStart(origin: number, oldest: number, inSight: number): number {
  return origin < 0 ? origin : Math.max(oldest, Math.min(inSight, -1));
}
