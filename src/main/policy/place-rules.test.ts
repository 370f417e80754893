import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { mergePolicy } from "#domain/policy";
import { PlaceRules, policyPath } from "./place-rules.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "fantail-home-"));
  for (const name of ["out", "elsewhere", "data"]) mkdirSync(join(home, name));
});
afterEach(() => rmSync(home, { recursive: true }));

const rules = (values: unknown, own: readonly string[] = []) =>
  new PlaceRules(mergePolicy([{ source: "/etc/10.json", level: "managed", values }]), own, { home, name: "anna" });
const at = (...parts: string[]): string => join(home, ...parts);

test("a folder of a policy is the user's own where it says so", () => {
  const user = { home: "/home/anna", name: "anna" };
  expect(policyPath("~", user)).toBe("/home/anna");
  expect(policyPath("~/a", user)).toBe("/home/anna/a");
  expect(policyPath("/srv/~a", user)).toBe("/srv/~a");
  expect(policyPath("/scratch/${user}/x", user)).toBe("/scratch/anna/x");
});

test("without a policy files go anywhere", () => {
  const free = rules({});
  expect(free.exportRefusal(at("elsewhere", "a.csv"))).toBeNull();
  free.requireRead(at("elsewhere", "a.csv"));
  free.requirePaste();
});

test("only the named kinds of files are written, whatever the case of their ending", () => {
  const places = rules({ exportFormats: ["csv", "xlsx"] });
  expect(places.exportRefusal(at("a.CSV"))).toBeNull();
  expect(places.exportRefusal(at("a.xlsx"))).toBeNull();
  expect(() => places.requireExport(at("a.json"))).toThrow("only csv, xlsx");
  expect(places.exportRefusal(at("a"))?.code).toBe("policy-forbids");
  expect(places.exportRefusal(at("a.csv.json"))?.hint).toContain("exportFormats in /etc/10.json");
});

test("only the named folders are written to, and no way leads out of them", () => {
  const places = rules({ exportFolders: ["~/out"] });
  symlinkSync(at("elsewhere"), at("out", "link"));
  symlinkSync(at("out"), at("way-in"));
  expect(places.exportRefusal(at("out", "a.csv"))).toBeNull();
  expect(places.exportRefusal(at("out", "not", "yet", "a.csv"))).toBeNull();
  expect(places.exportRefusal(at("way-in", "a.csv"))).toBeNull();
  for (const path of [at("a.csv"), at("out", "..", "a.csv"), at("outside.csv"), at("out", "link", "a.csv")])
    expect(places.exportRefusal(path)?.message, path).toContain("only in ~/out");
  expect(() => places.requireProject(at("a.fantail"))).toThrow("only in ~/out");
  places.requireProject(at("out", "a.fantail"));
});

test("only the named folders are read from, and what is the application's own", () => {
  const places = rules({ dataFolders: ["~/data"], pasteData: false }, [at("elsewhere")]);
  writeFileSync(at("data", "a.csv"), "1");
  symlinkSync(at("out"), at("data", "link"));
  places.requireRead(at("data", "a.csv"));
  places.requireRead(at("elsewhere", "sample.csv"));
  expect(() => places.requireRead(at("out", "a.csv"))).toThrow("only from ~/data");
  expect(() => places.requireRead(at("data", "link", "a.csv"))).toThrow("only from ~/data");
  expect(() => places.requirePaste()).toThrow("may not be pasted");
});
