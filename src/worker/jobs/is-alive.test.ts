import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isAlive } from "./is-alive.ts";

test("this process is alive, and one that has ended is not", async () => {
  expect(isAlive(process.pid)).toBe(true);
  const child = spawn("true");
  await once(child, "exit");
  expect(isAlive(child.pid as number)).toBe(false);
});

test.skipIf(process.platform !== "linux")(
  "one that has ended, and whose parent has not looked, is not alive",
  async () => {
    // The shell becomes a program that never collects the child that it has started.
    const parent = spawn("sh", ["-c", "cat <&3 & echo $!; exec sleep 60"], {
      stdio: ["ignore", "pipe", "ignore", "pipe"],
    });
    try {
      const [line] = (await once(parent.stdio[1] as NodeJS.ReadableStream, "data")) as [Buffer];
      const pid = Number(line.toString("utf8"));
      await expect.poll(() => readFileSync(`/proc/${parent.pid}/comm`, "utf8")).toBe("sleep\n");
      // Only now may the child end: a shell might have collected it.
      parent.stdio[3]?.destroy();
      await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
      // It still has its number.
      expect(() => process.kill(pid, 0)).not.toThrow();
    } finally {
      parent.kill("SIGKILL");
    }
  },
);
