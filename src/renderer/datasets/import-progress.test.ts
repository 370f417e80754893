import { describe, expect, test } from "vitest";
import { estimateRemainingMs, shareRead } from "./import-progress.ts";

const progress = (bytes: number) => ({ requestId: "r", phase: "reading" as const, bytes, totalBytes: 1000, rows: 1 });

describe("estimates", () => {
  test("follow the pace so far", () => {
    expect(estimateRemainingMs(progress(250), 2000)).toBe(6000);
  });

  test("are not made too early, for a second or less, or after reading", () => {
    expect(estimateRemainingMs(null, 5000)).toBeNull();
    expect(estimateRemainingMs(progress(10), 5000)).toBeNull();
    expect(estimateRemainingMs(progress(900), 5000)).toBeNull();
    expect(estimateRemainingMs({ ...progress(500), phase: "hashing" }, 5000)).toBeNull();
  });

  test("a file of unknown size has no share", () => {
    expect(shareRead({ ...progress(10), totalBytes: 0 })).toBeNull();
  });
});
