export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

export interface Progress {
  /** @param left how long it will take, in words */
  update(label: string, done: number, total: number, left?: string): void;
  end(): void;
}

const barWidth = 28;
const minIntervalMs = 100;
const minIntervalPlainMs = 2_000;

/** A bar on a terminal; elsewhere a plain line every two seconds, so that logs stay readable. Short work shows nothing. */
export function createProgress(stream: TextStream, now: () => number): Progress {
  const isTerminal = stream.isTTY === true;
  const startedMs = now();
  let lastMs = startedMs;
  let isShown = false;
  return {
    update(label, done, total, left = "") {
      const nowMs = now();
      if (nowMs - lastMs < (isTerminal ? minIntervalMs : minIntervalPlainMs) || total <= 0) return;
      lastMs = nowMs;
      const fraction = Math.min(1, done / total);
      const percent = `${Math.floor(fraction * 100)} %`.padStart(5);
      const end = left === "" ? "" : `, ${left}`;
      if (isTerminal) {
        const filled = Math.round(fraction * barWidth);
        stream.write(`\r${label} ${"█".repeat(filled)}${"░".repeat(barWidth - filled)} ${percent}${end}\u001b[K`);
        isShown = true;
      } else {
        stream.write(`${label}: ${percent.trim()}${end}\n`);
      }
    },
    end() {
      if (isShown) stream.write("\r\u001b[K");
    },
  };
}
