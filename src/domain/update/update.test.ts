import fc from "fast-check";
import { expect, test } from "vitest";
import { EngineError } from "#domain/errors";
import { compareVersions, parseUpdateManifest } from "./index.ts";

test("versions are in the order of semver", () => {
  const ordered = [
    "0.9.9",
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0",
    "1.0.1",
    "1.10.0",
  ];
  for (const [a, one] of ordered.entries())
    for (const [b, other] of ordered.entries()) expect(Math.sign(compareVersions(one, other))).toBe(Math.sign(a - b));
  for (const text of ["1", "1.0", "v1.0.0", "1.0.0 ", "../1.0.0"])
    expect(() => compareVersions(text, "1.0.0")).toThrow("is no version");
});

const good = {
  name: "fantail-1.2.3-linux-x64.tar.xz",
  platform: "linux",
  arch: "x64",
  kind: "tar",
  bytes: 7,
  sha256: "0".repeat(64),
};

test("a list of packages is read as it was written", () => {
  expect(parseUpdateManifest(JSON.stringify({ format: 1, version: "1.2.3", packages: [good] }))).toEqual({
    format: 1,
    version: "1.2.3",
    packages: [good],
  });
});

test.each([
  "",
  "[]",
  JSON.stringify({ format: 2, version: "1.2.3", packages: [] }),
  JSON.stringify({ format: 1, version: "newest", packages: [] }),
  JSON.stringify({ format: 1, version: "1.2.3", packages: {} }),
  ...[
    { name: "../x.deb" },
    { name: "a/b.deb" },
    { name: ".hidden" },
    { bytes: -1 },
    { bytes: 1.5 },
    { sha256: "abc" },
    { kind: "exe" },
    { platform: "beos" },
  ].map((change) => JSON.stringify({ format: 1, version: "1.2.3", packages: [{ ...good, ...change }] })),
])("%s is refused", (text) => {
  expect(() => parseUpdateManifest(text)).toThrow(expect.objectContaining({ code: "update-refused" }));
});

/** Names of packages, or the code of the refusal. */
function outcome(text: string): readonly string[] | string {
  try {
    return parseUpdateManifest(text).packages.map(({ name }) => name);
  } catch (error) {
    return error instanceof EngineError ? error.code : String(error);
  }
}

test("whatever stands there, it is read or refused, and no name leads elsewhere", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (packages, name) => {
      const text = JSON.stringify({ format: 1, version: "1.0.0", packages: [packages, { ...good, name }] });
      expect(outcome(text)).toSatisfy(
        (names) => names === "update-refused" || (names as string[]).every((one) => !/[/\\]|^\./u.test(one)),
      );
    }),
  );
});
