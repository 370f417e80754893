import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { EngineError } from "#domain/errors";
import { readPolicy } from "./read-policy.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fantail-policies-"));
  for (const level of ["managed", "recommended"]) mkdirSync(join(folder, level), { mode: 0o755 });
});
afterEach(() => rmSync(folder, { recursive: true }));

const us = process.getuid?.() ?? 0;
const read = (owners = [us]) => readPolicy({ platform: "linux", folder, owners });
const write = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o644 });
  chmodSync(path, 0o644);
  return path;
};

async function refusal(work = read()): Promise<EngineError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof EngineError)) throw new Error("nothing was refused");
  return error;
}

test("folders that are not there, and empty ones, decide nothing", async () => {
  expect(await read()).toMatchObject({ managed: {}, recommended: {}, sources: [] });
  rmSync(join(folder, "managed"), { recursive: true });
  expect(await read()).toMatchObject({ managed: {}, recommended: {} });
});

test("files are read in the order of their names, managed and recommended apart; others are left alone", async () => {
  const first = write("managed/10-device.json", '{\n  "device": "cpu",\n  "modelImport": false\n}\n');
  const second = write("managed/20-device.json", '\uFEFF{ "device": "webgpu" }');
  write("managed/notes.txt", "not a policy");
  write("managed/.hidden.json", "{");
  const soft = write("recommended/a.json", '{ "theme": "dark" }');
  const policy = await read();
  expect(policy.managed).toEqual({ device: "webgpu", modelImport: false });
  expect(policy.recommended).toEqual({ theme: "dark" });
  expect(policy.sources).toEqual([soft, first, second]);
  expect(policy.places.managed.modelImport).toEqual({ source: first, line: 3 });
  expect(policy.conflicts).toEqual([`device: ${second} overrides ${first}.`]);
});

test.each([
  ['{ "device": "cpu",\n  "modelImport": tru }', "(line 2): it is not valid JSON"],
  ['{\n\n  "device": "cpu"\n', "(line 3): it is not valid JSON"],
  ["", "(line 1): it is not valid JSON"],
  ['{\n "device": "cpu",\n "device": "auto" }', '(line 3): "device" stands there twice'],
  ['{\n\n "devise": "cpu" }', '(line 3): there is no policy "devise"; perhaps "device"'],
])("%j is refused with file and line", async (text, sentence) => {
  const path = write("managed/10.json", text);
  const error = await refusal();
  expect(error.code).toBe("policy-broken");
  expect(error.message).toContain(path);
  expect(error.message).toContain(sentence);
});

test("a managed file that others can write is refused with what to do; a recommended one is not", async () => {
  const soft = write("recommended/a.json", "{}");
  chmodSync(soft, 0o666);
  expect(await read()).toMatchObject({ managed: {} });
  const path = write("managed/10.json", "{}");
  chmodSync(path, 0o664);
  const error = await refusal();
  expect(error.message).toContain("can be written by others than its owner");
  expect(error.message).toContain(`chmod go-w ${path}`);
});

test("a folder on the way that others can write is refused, too", async () => {
  write("managed/10.json", "{}");
  chmodSync(join(folder, "managed"), 0o777);
  expect((await refusal()).message).toContain("can be written by others");
  chmodSync(join(folder, "managed"), 0o755);
  chmodSync(folder, 0o777);
  expect((await refusal()).message).toContain(`${folder} can be written by others`);
});

test.runIf(us === 0)("a managed file of an ordinary user is refused", async () => {
  chownSync(write("managed/10.json", "{}"), 1234, 1234);
  expect((await refusal()).message).toContain("belongs to user 1234 and not to root");
});

test.runIf(us !== 0)("a managed file of an ordinary user is refused for whom only root may write", async () => {
  write("managed/10.json", "{}");
  expect((await refusal(read([]))).message).toContain(`belongs to user ${us} and not to root`);
});

test("a link to a file that others can write is refused", async () => {
  const path = write("elsewhere.json", "{}");
  symlinkSync(path, join(folder, "managed", "10.json"));
  expect(await read()).toMatchObject({ managed: {} });
  chmodSync(path, 0o666);
  expect((await refusal()).message).toContain("can be written by others");
});

test("a file that can't be read is refused, and not left out", async () => {
  mkdirSync(join(folder, "managed", "10.json"), { mode: 0o755 });
  expect((await refusal()).message).toContain("the file can't be read (EISDIR)");
});

const tower = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);

test.each([
  ["a value that is a tower of lists", `{ "device": ${tower(200_000)} }`, "device is [[["],
  ["a list that holds one", `{ "allowedModels": [${tower(200_000)}] }`, "allowedModels has [[["],
  ["a tower of objects", `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`, 'there is no policy "a"'],
  ["a number beyond all numbers", '{ "cacheDiskMegabytes": 1e999 }', "cacheDiskMegabytes is null"],
  ["a number of many digits", `{ "cacheDiskMegabytes": ${"9".repeat(300_000)} }`, "cacheDiskMegabytes is null"],
  ["a name without end", `{ "${"x".repeat(900_000)}": 1 }`, "there is no policy"],
  ["a name of the prototype's", '{ "__proto__": { "device": "cpu" } }', 'there is no policy "__proto__"'],
  ["a file without end", `{ "device": "${"x".repeat(1_000_000)}" }`, "larger than 1 MB"],
])("%s is refused in words, at once", async (_what, text, sentence) => {
  write("managed/10.json", text);
  const started = performance.now();
  const { code, message } = await refusal();
  expect(code).toBe("policy-broken");
  expect(message).toContain(sentence);
  expect(message.length).toBeLessThan(1_000);
  expect(performance.now() - started).toBeLessThan(2_000);
});
