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
  expect(JSON.parse(cycloneDx({ ...options, parts: parts.slice(1) })).serialNumber).not.toBe(document.serialNumber);
});

test("the licences' text has every part, with its own text where it has one", () => {
  const text = licenceText(describeProduct({ version: "1.0.0" }), parts);
  expect(text).toMatch(/zod 4\.6\.7\nLicence: MIT\n\n--- LICENSE\n\nPermission is granted/);
  expect(text).toContain("fantail-tiny 1.0.0\nLicence: Apache-2.0");
});
