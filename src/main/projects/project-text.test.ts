import fc from "fast-check";
import { expect, test } from "vitest";
import { orRefusal } from "../../domain/errors/testing.ts";
import { EngineError } from "#domain/errors";
import type { Project } from "#domain/project";
import { formatProject, parseProject, placesOf, relativePlace } from "./project-text.ts";

const hash = "a".repeat(64);
const file: Project["files"][number] = {
  name: "sales.csv",
  place: { relative: "data/sales.csv", absolute: "/home/a/data/sales.csv" },
  content: hash,
  data: null,
  options: { timezone: "UTC" },
  source: "user",
  look: null,
  isReadAgain: false,
  corrections: null,
  scenarios: null,
  thresholds: null,
  influences: null,
  methods: [{ series: "s", method: "ets+log", metric: "MASE", score: 0.5, honestScore: null }],
  others: {},
};
const project: Project = { app: "1.0.0", files: [file], active: 0, view: {}, data: [], others: {} };

test("what is written is what is read", () => {
  expect(parseProject(formatProject(project).trimEnd(), "p")).toEqual(project);
});

const json = fc.jsonValue({ maxDepth: 4 });
const sections = fc.dictionary(fc.string({ minLength: 1 }), json).map(
  (one) =>
    // What a version knows is no section of a later one, and −0 is 0 in JSON.
    JSON.parse(
      JSON.stringify(Object.fromEntries(Object.entries(one).filter(([key]) => !known.has(key)))),
    ) as Project["others"],
);
const known = new Set([...Object.keys(file), ...Object.keys(project), "fantail", "format", "__proto__"]);

test("sections of later versions are there again when this version has saved the project", () => {
  fc.assert(
    fc.property(sections, sections, (ofProject, ofFile) => {
      const later = { ...project, others: ofProject, files: [{ ...file, others: ofFile }] };
      expect(parseProject(formatProject(later).trimEnd(), "p")).toEqual(later);
    }),
  );
});

test("whatever somebody writes, it is a project or a refusal in words, and nothing else happens", () => {
  const valid = JSON.parse(formatProject(project)) as Record<string, unknown>;
  const strange = fc.oneof(json, fc.constantFrom(-1, 1e9, "../../x", null, [], {}, [[[[]]]], "\u0000"));
  const place = fc.constantFrom(
    "format",
    "app",
    "active",
    "view",
    "files",
    "data",
    "name",
    "place",
    "content",
    "options",
  );
  fc.assert(
    fc.property(place, strange, (key, value) => {
      const inFile = ["name", "place", "content", "options"].includes(key);
      const text = JSON.stringify(
        inFile
          ? { ...valid, files: [{ ...(valid["files"] as object[])[0], [key]: value }] }
          : { ...valid, [key]: value },
      );
      const answer = orRefusal(() => parseProject(text, "p.fantail"));
      expect(answer instanceof EngineError ? answer.code : "project").toMatch(/^(?:project|project-unreadable)$/);
    }),
  );
});

test.each([
  ["nothing", "", /damaged, or not a project/],
  ["a table", "date,value", /damaged, or not a project/],
  ["other JSON", "{}", /not a project of Fantail/],
  ["a later format", JSON.stringify({ fantail: "project", format: 2 }), /newer version/],
  ["lists in lists", `{"fantail":"project","format":1,"x":${"[".repeat(20_000)}${"]".repeat(20_000)}}`, /too deeply/],
  [
    "objects in objects",
    `{"fantail":"project","format":1,"x":${'{"a":'.repeat(300_000)}1${"}".repeat(300_000)}}`,
    /too deeply/,
  ],
  [
    "a tower instead of files",
    formatProject(project).replace(/"files":.*/su, `"files":${"[".repeat(9e5)}${"]".repeat(9e5)}}`),
    /too deeply/,
  ],
  ["a format of many digits", `{"fantail":"project","format":${"9".repeat(1_000_000)}}`, /not a project/],
  ["a format beyond all numbers", '{"fantail":"project","format":1e999}', /not a project/],
  ["a million files", formatProject(project).replace(/"files":.*/su, `"files":[${"{},".repeat(999_999)}{}]}`), /files/],
  ["a file without a name", JSON.stringify({ ...JSON.parse(formatProject(project)), files: [{}] }), /damaged: file 1/],
  ["data that are not there", formatProject({ ...project, files: [{ ...file, data: 0 }] }), /data are missing/],
  [
    "more data than a disk",
    formatProject({ ...project, data: Array.from({ length: 9 }, () => ({ bytes: 2 ** 40, sha256: hash })) }),
    /too large/,
  ],
])("%s is refused in words", (_what, text, words) => {
  expect(() => parseProject(text, "p.fantail")).toThrowError(
    expect.objectContaining({ code: "project-unreadable", message: expect.stringMatching(words) as unknown }),
  );
});

test("a file is looked for beside its project first, then where it was", () => {
  const place = { relative: "data/a.csv", absolute: "/home/a/data/a.csv" };
  expect(placesOf(place, "/shared/plans", false)).toEqual(["/shared/plans/data/a.csv", "/home/a/data/a.csv"]);
  expect(placesOf({ relative: null, absolute: null }, "/shared", false)).toEqual([]);
  expect(placesOf({ relative: "a\0b", absolute: "relative.csv" }, "/shared", false)).toEqual([]);
});

test("no server is asked because somebody's project names one", () => {
  const server = String.raw`\\evil\share\a.csv`;
  expect(placesOf({ relative: server, absolute: server }, String.raw`C:\plans`, true)).toEqual([]);
  expect(placesOf({ relative: null, absolute: String.raw`\\?\C:\a.csv` }, String.raw`C:\plans`, true)).toEqual([]);
  expect(placesOf({ relative: "a.csv", absolute: null }, String.raw`\\office\plans`, true)).toEqual([
    String.raw`\\office\plans\a.csv`,
  ]);
  expect(placesOf({ relative: "a.csv", absolute: null }, String.raw`C:\plans`, true)).toEqual([
    String.raw`C:\plans\a.csv`,
  ]);
});

test.each(["NUL", "a.csv:stream", "CON.csv", "a.csv.", String.raw`..\COM1`])(
  "%s in somebody's project is no file on Windows",
  (relative) => {
    const absolute = String.raw`C:\other`.concat("\\", relative);
    expect(placesOf({ relative, absolute }, String.raw`C:\plans`, true)).toEqual([]);
  },
);

test("a place beside the project is written with slashes, and one on another drive not at all", () => {
  expect(relativePlace("/home/a/data/x.csv", "/home/a/plans", false)).toBe("../data/x.csv");
  expect(relativePlace(String.raw`C:\a\data\x.csv`, String.raw`C:\a\plans`, true)).toBe("../data/x.csv");
  expect(relativePlace(String.raw`D:\x.csv`, String.raw`C:\a`, true)).toBeNull();
});
