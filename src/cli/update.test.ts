import { expect, test } from "vitest";
import { EngineError } from "#domain/errors";
import { runCli } from "./run.ts";
import type { CliUpdates } from "./update.ts";

const staged = { version: "1.1.0", kind: "deb", path: "/u/f.deb", sha256: "abc", isApplicable: false } as const;
const status = {
  ...{ running: "1.0.0", offered: "1.1.0", isNewer: true, source: "/share", name: "f.deb", kind: "deb" as const },
  ...{ bytes: 2_000_000, sha256: "abc" },
};

async function run(words: readonly string[], change: Partial<CliUpdates> | null = {}) {
  let [out, err] = ["", ""];
  const did: string[] = [];
  const updates: CliUpdates = {
    check: async () => (did.push("check"), status),
    stage: async () => (did.push("stage"), staged),
    apply: async (onStep) => (
      onStep("Unpacking"),
      did.push("apply"),
      { version: "1.1.0", previous: "1.0.0", folder: "/opt/fantail" }
    ),
    rollBack: async () => void did.push("roll back"),
    hintFor: ({ path }) => `install ${path}`,
    ...change,
  };
  const code = await runCli(["update", ...words], {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    signal: new AbortController().signal,
    now: () => 0,
    version: "1.0.0",
    startHost: () => Promise.reject(new Error("updates need no core")),
    ...(change === null ? {} : { updates: async () => updates }),
  });
  return { code, out, err, did };
}

test("it looks for an update, and does more only when it is told to", async () => {
  const looked = await run([]);
  expect(looked.did).toEqual(["check"]);
  expect(looked.out).toContain("/share has version 1.1.0; this is 1.0.0.");
  expect((await run(["--check", "--json"])).out).toBe(`${JSON.stringify(status)}\n`);
  expect((await run(["--check"], { check: async () => ({ ...status, isNewer: false }) })).out).toContain(
    "nothing newer",
  );
});

test("what is staged is handed over, with what installs it", async () => {
  const { did, out } = await run(["--stage"]);
  expect(did).toEqual(["stage"]);
  expect(out).toBe("Version 1.1.0 is checked and ready: /u/f.deb\nSHA-256 abc\ninstall /u/f.deb\n");
  const own = await run(["--stage"], { stage: async () => ({ ...staged, isApplicable: true }) });
  expect(own.out).toContain("fantail update --apply");
});

test("it installs and goes back by its own words", async () => {
  expect(await run(["--apply"])).toMatchObject({
    code: 0,
    did: ["apply"],
    out: expect.stringContaining("/opt/fantail"),
  });
  expect((await run(["--apply"])).err).toBe("Unpacking…\n");
  expect(await run(["--roll-back"])).toMatchObject({ code: 0, did: ["roll back"] });
});

test("two things at once, a word too many, and a refusal end with their exit codes", async () => {
  expect(await run(["--stage", "--apply"])).toMatchObject({ code: 2, did: [] });
  expect(await run(["now"])).toMatchObject({ code: 2, did: [] });
  const refused = { check: () => Promise.reject(new EngineError("update-refused", "Not signed.")) };
  expect(await run([], refused)).toMatchObject({ code: 65, err: "Error: Not signed.\n" });
  expect((await run([], null)).code).toBe(2);
});
