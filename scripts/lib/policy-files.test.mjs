import fs from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { inRoot } from "./paths.mjs";
import { policyFiles, policyRoom, staleFiles } from "./policy-files.mjs";

const { mergePolicy, policyDefinitions } = await policyRoom();

/** @type {Map<string, string>} */
let files;
beforeAll(async () => {
  files = await policyFiles();
});
const text = (name) => [...files].find(([file]) => file.endsWith(name))?.[1] ?? "";

test("what is made of the table of policies is as npm run policy makes it", () => {
  const read = (file) => (fs.existsSync(inRoot(file)) ? fs.readFileSync(inRoot(file), "utf8") : null);
  expect(staleFiles(files, read)).toEqual([]);
  expect(staleFiles(new Map([["a", "new"]]), () => "old")).toEqual(["a"]);
});

test("every policy is in every file that names all of them", () => {
  for (const { name, levels } of policyDefinitions) {
    expect(text("policy.md")).toContain(`### \`${name}\``);
    expect(text("fantail.admx")).toContain(`<policy name="${name}"`);
    for (const level of levels)
      expect(Object.keys(JSON.parse(text(`${level}.schema.json`)).properties)).toContain(name);
    expect(text("fantail.admx").includes(`<policy name="${name}_recommended"`)).toBe(levels.includes("recommended"));
  }
});

test("the examples are valid policies", () => {
  for (const level of /** @type {const} */ (["managed", "recommended"])) {
    const values = JSON.parse(text(`${level}.example.json`));
    const { [level]: chosen } = mergePolicy([{ source: "example", level, values }]);
    expect(Object.keys(chosen).length).toBeGreaterThan(1);
    expect(chosen).toEqual(values);
  }
});

test.each(["fantail.admx", "fantail.adml", "fantail.mobileconfig"])("%s is well-formed", (name) => {
  const open = [];
  for (const [, slash, tag, single] of text(name).matchAll(/<(\/?)([a-zA-Z]+)[^<>]*?(\/?)>/g)) {
    if (single === "/") continue;
    if (slash === "") open.push(tag);
    else if (open.at(-1) === tag) open.pop();
    else open.push(`/${tag}`);
  }
  expect(open).toEqual([]);
  expect(text(name).replaceAll(/&(amp|lt|gt|quot);/g, "")).not.toContain("&");
});

test("every text and form that the template refers to is in its language file, and no other", () => {
  const strings = (source, pattern) => new Set([...source.matchAll(pattern)].map(([, id]) => id));
  const [template, language] = [text("fantail.admx"), text("fantail.adml")];
  expect(strings(language, /<string id="([^"]+)"/g)).toEqual(strings(template, /\$\(string\.([^)]+)\)/g));
  expect(strings(language, /<presentation id="([^"]+)"/g)).toEqual(strings(template, /\$\(presentation\.([^)]+)\)/g));
  for (const id of strings(language, /refId="([^"]+)"/g)) expect(template).toContain(`id="${id}"`);
  const named = strings(template, /<category name="([^"]+)"/g);
  for (const id of strings(template, /<parentCategory ref="([^"]+)"/g)) expect(named).toContain(id);
});
