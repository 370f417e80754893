import { expect, test } from "vitest";
import { cycloneDx, cycloneLicence, licenceText, packageFolders } from "./parts.mjs";
import { describeProduct } from "./product.mjs";

test("packages are found in the sources of a bundle, once each, the inner of two", () => {
  const sources = [
    "../../src/main/index.ts",
    "../../node_modules/zod/v4/index.js",
    "../../node_modules/zod/v4/core.js",
    "../../../node_modules/@internationalized/number/dist/a.mjs",
    "../../node_modules/react-aria/node_modules/clsx/clsx.mjs",
  ];
  expect(packageFolders(sources)).toEqual([
    "node_modules/@internationalized/number",
    "node_modules/react-aria/node_modules/clsx",
    "node_modules/zod",
  ]);
});

test("licences are identifiers, expressions or names", () => {
  expect(cycloneLicence("MIT")).toEqual([{ license: { id: "MIT" } }]);
  expect(cycloneLicence("(MIT OR Apache-2.0)")).toEqual([{ expression: "MIT OR Apache-2.0" }]);
  expect(cycloneLicence("see LICENSE")).toEqual([{ license: { name: "see LICENSE" } }]);
  expect(cycloneLicence(undefined)).toEqual([]);
});

/** @type {import("./parts.mjs").Part[]} */
const parts = [
  {
    name: "zod",
    version: "4.6.7",
    licence: "MIT",
    kind: "library",
    purl: "pkg:npm/zod@4.6.7",
    hash: { alg: "SHA-512", content: "ab" },
    notices: [{ file: "LICENSE", text: "Permission is granted" }],
  },
  { name: "fantail-tiny", version: "1.0.0", licence: "Apache-2.0", kind: "machine-learning-model", notices: [] },
];

test("the parts list is the same for the same parts, and names each with what it depends on", () => {
  const options = {
    product: describeProduct({ version: "1.0.0" }),
    parts,
    seconds: 1_700_000_000,
    platform: "linux",
    arch: "x64",
  };
  const text = cycloneDx(options);
  expect(cycloneDx(options)).toBe(text);
  const document = JSON.parse(text);
  expect(document).toMatchObject({
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    metadata: { timestamp: "2023-11-14T22:13:20Z", component: { name: "fantail", version: "1.0.0" } },
    components: [
      { type: "library", name: "zod", purl: "pkg:npm/zod@4.6.7", hashes: [{ alg: "SHA-512", content: "ab" }] },
      { type: "machine-learning-model", "bom-ref": "model:fantail-tiny@1.0.0" },
    ],
    dependencies: [{ ref: "fantail@1.0.0", dependsOn: ["pkg:npm/zod@4.6.7", "model:fantail-tiny@1.0.0"] }],
  });
  // What CycloneDX 1.6 requires, and what its schema can't say: every name that is referred to is there, once.
  expect(document.$schema).toBe("http://cyclonedx.org/schema/bom-1.6.schema.json");
  expect(document.version).toBe(1);
  expect(document.serialNumber).toMatch(
    /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  const refs = [document.metadata.component, ...document.components].map((one) => one["bom-ref"]);
  expect(new Set(refs).size).toBe(refs.length);
  expect(
    document.dependencies
      .flatMap(({ ref, dependsOn = [] }) => [ref, ...dependsOn])
      .filter((ref) => !refs.includes(ref)),
  ).toEqual([]);
  for (const { type, name, licenses } of document.components) {
    expect(["library", "framework", "application", "machine-learning-model", "data", "file"]).toContain(type);
    expect(name.length).toBeGreaterThan(0);
    for (const licence of licenses) expect(Object.keys(licence)).toHaveLength(1);
  }
  expect(JSON.parse(cycloneDx({ ...options, parts: parts.slice(1) })).serialNumber).not.toBe(document.serialNumber);
});

test("the licences' text has every part, with its own text where it has one", () => {
  const text = licenceText(describeProduct({ version: "1.0.0" }), parts);
  expect(text).toMatch(/zod 4\.6\.7\nLicence: MIT\n\n--- LICENSE\n\nPermission is granted/);
  expect(text).toContain("fantail-tiny 1.0.0\nLicence: Apache-2.0");
});
