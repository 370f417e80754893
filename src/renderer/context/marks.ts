/** Marks for measuring from outside. Older ones go, because a window may stay open for weeks. */
export function mark(
  name: "fantail:interactive" | "fantail:drop" | "fantail:origin" | "fantail:painted",
  detail: Readonly<Record<string, unknown>> = {},
): void {
  if (performance.getEntriesByName(name).length >= 512) performance.clearMarks(name);
  performance.mark(name, { detail });
}

/** Runs after the next picture is on screen: a task that is queued in an animation frame runs once that frame is drawn. */
export function afterPaint(action: () => void): void {
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      action();
    };
    channel.port2.postMessage(null);
  });
}
