import { describe, expect, test } from "vitest";
import { collect, mustRun, npmCommand, signalCode } from "./processes.mjs";

/** @returns {[string, string[]]} */
const node = (code) => [process.execPath, ["-e", code]];

describe("collect", () => {
  test("keeps both outputs apart and in order", async () => {
    const result = await collect(...node('console.log("out"); console.error("err"); process.exitCode = 3;'));
    expect(result).toMatchObject({ code: 3, timedOut: false, stdout: "out\n", stderr: "err\n" });
  });

  test("ends a program that runs past its time", async () => {
    const result = await collect(...node("setInterval(() => {}, 1000)"), { timeoutMs: 200 });
    expect(result).toMatchObject({ timedOut: true, code: 137 });
  });

  test("reports a program that does not exist like a shell would", async () => {
    expect((await collect("/nowhere/program", [])).code).toBe(127);
  });
});

test("mustRun shows the output of what failed", async () => {
  await expect(mustRun(...node('console.log("the reason"); process.exit(4)'), { what: "it" })).rejects.toThrow(
    /it failed with exit code 4:\nthe reason/,
  );
});

test("npm is the one that started us", () => {
  expect(npmCommand(["ci"], { npm_execpath: "/opt/npm-cli.js" })).toEqual([
    process.execPath,
    ["/opt/npm-cli.js", "ci"],
  ]);
});

test("a signal becomes the exit code of a shell", () => {
  expect([signalCode("SIGINT"), signalCode("SIGTERM"), signalCode(null)]).toEqual([130, 143, 1]);
});
