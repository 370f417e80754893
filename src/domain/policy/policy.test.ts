import fc from "fast-check";
import { expect, test } from "vitest";
import { EngineError } from "#domain/errors";
import { settingDefinitions } from "#domain/settings";
import {
  managedBy,
  mergePolicy,
  modelRefusal,
  nameLines,
  noPolicy,
  policyDefinitions,
  policyLines,
  settingsOf,
} from "./index.ts";

const managed = (values: unknown, source = "/etc/10.json", lines?: ReadonlyMap<string, number>) => ({
  ...{ source, level: "managed" as const, values },
  ...(lines === undefined ? {} : { lines }),
});

function refusal(work: () => unknown): EngineError {
  try {
    work();
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

test("every policy's own example is one of its values, at each of its levels", () => {
  for (const { name, example, levels } of policyDefinitions)
    for (const level of levels) {
      const { [level]: chosen } = mergePolicy([{ source: "x", level, values: { [name]: example } }]);
      expect(chosen).toEqual({ [name]: example });
    }
});

test("whatever a user can choose on the page of settings from a list, by a switch or as a number, a policy can decide", () => {
  const chosen = settingDefinitions.filter(({ kind }) => ["choice", "switch", "number"].includes(kind.type));
  const decided = new Set<string>(policyDefinitions.map(({ name }) => name));
  expect(chosen.map(({ key }) => key).filter((key) => !decided.has(key))).toEqual([]);
});

test("of two files the later one wins, and that is said; the same twice is no conflict", () => {
  const policy = mergePolicy([
    managed({ device: "cpu", modelImport: false }, "/etc/10.json"),
    managed({ device: "webgpu", modelImport: false }, "/etc/20.json", new Map([["device", 3]])),
  ]);
  expect(policy.managed).toEqual({ device: "webgpu", modelImport: false });
  expect(policy.conflicts).toEqual(["device: /etc/20.json overrides /etc/10.json."]);
  expect(managedBy(policy, "device")).toBe("/etc/20.json, line 3");
  expect(managedBy(policy, "locale")).toBeNull();
});

test.each([
  [{ alowedModels: ["a"] }, 'there is no policy "alowedModels"; perhaps "allowedModels"'],
  [{ colour: "red" }, 'there is no policy "colour".'],
  [{ device: "abacus" }, 'device is "abacus", and must be "auto", "cpu"'],
  [{ modelImport: "no" }, 'modelImport is "no", and must be true or false'],
  [{ cacheDiskMegabytes: 5 }, "cacheDiskMegabytes is 5, and must be a whole number from 100"],
  [{ exportFormats: [] }, "exportFormats is [], and must be a list with something in it"],
  [{ exportFormats: ["exe"] }, 'exportFormats has "exe"'],
  [{ exportFolders: ["relative"] }, 'exportFolders "relative" is no whole path'],
  [{ updateSource: "http://updates.internal/" }, "plain https address"],
  [{ updateSource: "https://user:word@updates.internal/" }, "plain https address"],
  [{ updateSource: "https://updates.internal/?x=1" }, "plain https address"],
  [{ updateKey: "short" }, "is no Ed25519 public key"],
  [{ locale: "not a language" }, "is no language"],
  [{ network: "all" }, 'network is "all", and must be "none"'],
  [{ constructor: 1 }, 'there is no policy "constructor"'],
  [["a"], "it is not one object"],
  [null, "it is not one object"],
])("%j is refused with what is wrong", (values, sentence) => {
  const error = refusal(() => mergePolicy([managed(values)]));
  expect(error.code).toBe("policy-broken");
  expect(error.message).toContain("/etc/10.json");
  expect(error.message).toContain(sentence);
  expect(error.hint).toContain("does not start");
});

test("what restricts can't be recommended only", () => {
  const error = refusal(() => mergePolicy([{ source: "r", level: "recommended", values: { modelImport: false } }]));
  expect(error.message).toContain("modelImport can only be managed");
});

test("a name's line is that of the file; names further inside and in texts are not names", () => {
  const text = '{\n  "a": ["b", {"c": 1}],\n\n  "d\\"": "e: \\"f\\":",\n "g":\n 1 }';
  expect([...nameLines(text).lines]).toEqual([
    ["a", 2],
    ['d"', 4],
    ["g", 5],
  ]);
  expect(nameLines('{"a":1,\n"a":2}')).toEqual({ lines: new Map([["a", 2]]), twice: "a" });
});

test("every name of any object has a line, within the text, in order", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), (values) => {
      const text = JSON.stringify(values, null, 2);
      const { lines, twice } = nameLines(text);
      expect([...lines.keys()].toSorted()).toEqual(Object.keys(values).toSorted());
      expect(twice).toBeNull();
      const rows = text.split("\n");
      for (const [name, line] of lines) expect(rows[line - 1]).toContain(`${JSON.stringify(name)}:`);
    }),
  );
});

test("a model that is not named may not be used, and neither may an imported one where import is off", () => {
  const policy = mergePolicy([managed({ allowedModels: ["base"], modelImport: false })]);
  expect(modelRefusal(policy, { id: "base", source: "bundled" })).toBeNull();
  expect(modelRefusal(policy, { id: "tiny", source: "bundled" })?.message).toContain('"tiny" is not allowed');
  const own = modelRefusal(policy, { id: "base", source: "own" });
  expect([own?.code, own?.hint]).toEqual(["policy-forbids", expect.stringContaining("modelImport in /etc/10.json")]);
  expect(modelRefusal(noPolicy, { id: "tiny", source: "own" })).toBeNull();
});

test("each value is told with where it comes from: managed before the user, the user before what is recommended", () => {
  const policy = mergePolicy([
    { source: "/r.json", level: "recommended", values: { device: "cpu", theme: "dark", bands: "calibrated" } },
    managed({ bands: "native" }),
  ]);
  const lines = policyLines(policy, { device: "webgpu", bands: "calibrated" });
  const told = (name: string) => lines.find((line) => line.name === name);
  expect(lines).toHaveLength(policyDefinitions.length);
  expect(told("bands")).toMatchObject({ value: '"native"', origin: "managed", source: "/etc/10.json" });
  expect(told("device")).toMatchObject({ value: '"webgpu"', origin: "user", source: null });
  expect(told("theme")).toMatchObject({ value: '"dark"', origin: "recommended", source: "/r.json" });
  expect(told("startsWith")).toMatchObject({ value: '"what-was-open"', origin: "default", source: null });
  expect(told("locale")).toMatchObject({ value: null, origin: "default", source: null });
  expect(settingsOf(policy.managed)).toEqual({ bands: "native" });
});
