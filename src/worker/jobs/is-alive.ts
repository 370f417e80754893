import { readFileSync } from "node:fs";

/** Whether there is still a process with this number; one that has ended and that nobody has collected yet is none. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Another user's.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  // What was killed with its parent waits for the system's first process to collect it, which may take its time.
  return process.platform !== "linux" || !/^\d+ \(.*\) [ZX]/s.test(statOf(pid));
}

function statOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return "";
  }
}
