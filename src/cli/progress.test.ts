import { expect, test } from "vitest";
import { createProgress } from "./progress.ts";

function record(isTTY: boolean): { text: () => string; stream: { write: (text: string) => void; isTTY: boolean } } {
  let text = "";
  return { text: () => text, stream: { isTTY, write: (more) => void (text += more) } };
}

test("short work shows nothing", () => {
  let nowMs = 0;
  const output = record(true);
  const progress = createProgress(output.stream, () => nowMs);
  nowMs = 99;
  progress.update("Reading", 1, 2);
  progress.end();
  expect(output.text()).toBe("");
});

test("a terminal gets a bar that is wiped at the end", () => {
  let nowMs = 0;
  const output = record(true);
  const progress = createProgress(output.stream, () => nowMs);
  nowMs = 150;
  progress.update("Reading", 1, 2);
  expect(output.text()).toContain("50 %");
  progress.end();
  expect(output.text().endsWith("\r\u001b[K")).toBe(true);
});

test("a log gets plain lines, seldom", () => {
  let nowMs = 0;
  const output = record(false);
  const progress = createProgress(output.stream, () => nowMs);
  for (nowMs = 0; nowMs <= 4_000; nowMs += 100) progress.update("Reading", nowMs, 4_000);
  progress.end();
  expect(output.text()).toBe("Reading: 50 %\nReading: 100 %\n");
});
