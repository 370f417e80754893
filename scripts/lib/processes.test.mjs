import { spawn } from "node:child_process";
import { once } from "node:events";
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

describe("inOurPlace", () => {
  const module = new URL("./processes.mjs", import.meta.url).href;

  /** A launcher in a process of its own, whose program is `code`. */
  function launch(code) {
    const launcher = `import { inOurPlace } from ${JSON.stringify(module)};
      process.exitCode = await inOurPlace(process.execPath, ["-e", ${JSON.stringify(code)}]);`;
    return spawn(process.execPath, ["--input-type=module", "-e", launcher], { stdio: ["ignore", "pipe", "inherit"] });
  }

  test("passes the exit code on", async () => {
    const [code] = await once(launch("process.exit(66)"), "exit");
    expect(code).toBe(66);
  });

  test("turns the repeats of one Ctrl-C into one signal, and leaves the exit code to the program", async () => {
    const launcher = launch(`let signals = 0;
      process.on("SIGINT", () => { signals += 1; setTimeout(() => process.exit(128 + signals), 100); });
      setInterval(() => {}, 1000);
      console.log("ready");`);
    await once(launcher.stdout, "data");
    launcher.kill("SIGINT");
    launcher.kill("SIGINT");
    const [code] = await once(launcher, "exit");
    expect(code).toBe(129);
  });

  test("reports a program that a signal ended like a shell would", async () => {
    const launcher = launch('console.log("ready"); setInterval(() => {}, 1000);');
    await once(launcher.stdout, "data");
    launcher.kill("SIGTERM");
    const [code] = await once(launcher, "exit");
    expect(code).toBe(143);
  });
});

test("a signal becomes the exit code of a shell", () => {
  expect([signalCode("SIGINT"), signalCode("SIGTERM"), signalCode(null)]).toEqual([130, 143, 1]);
});
