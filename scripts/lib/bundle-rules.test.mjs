import { describe, expect, test } from "vitest";
import { brokenBundleRules, bundleRules, firstScriptExcess } from "./bundle-rules.mjs";

const entry = (fileName, imports, dynamicImports = []) => ({ fileName, isEntry: true, imports, dynamicImports });
const chunk = (fileName, imports) => ({ fileName, isEntry: false, imports, dynamicImports: [] });

describe("main", () => {
  test("may use electron, and a utility process a chunk that does not", () => {
    const list = [
      entry("index.js", ["electron", "chunks/shared.js"]),
      entry("inference.js", ["chunks/shared.js", "onnxruntime-node"]),
      chunk("chunks/shared.js", ["node:fs"]),
    ];
    expect(brokenBundleRules("main", list)).toEqual([]);
  });

  test("a utility process must not load electron through a chunk that it shares with main", () => {
    const list = [
      entry("index.js", ["chunks/shared.js"]),
      entry("ingest.js", ["chunks/shared.js"]),
      chunk("chunks/shared.js", ["chunks/deep.js"]),
      chunk("chunks/deep.js", ["electron"]),
    ];
    expect(brokenBundleRules("main", list)).toEqual([
      "main/ingest.js (worker) must not load electron, named in chunks/deep.js",
    ]);
  });

  test("must not load native packages itself, not even later", () => {
    const list = [entry("index.js", ["electron"], ["chunks/ort.js"]), chunk("chunks/ort.js", ["onnxruntime-node"])];
    expect(brokenBundleRules("main", list)).toHaveLength(1);
  });

  test("chunks that import each other end the search", () => {
    const list = [entry("index.js", ["a.js"]), chunk("a.js", ["b.js"]), chunk("b.js", ["a.js"])];
    expect(brokenBundleRules("main", list)).toEqual([]);
  });
});

test("a sandboxed preload has nothing but electron, not even a second file", () => {
  expect(brokenBundleRules("preload", [entry("index.cjs", ["electron"])])).toEqual([]);
  expect(brokenBundleRules("preload", [entry("index.cjs", ["electron", "chunks/x.cjs"])])).toHaveLength(1);
});

test("the window has neither Electron nor Node", () => {
  expect(brokenBundleRules("renderer", [entry("index.js", ["electron", "node:fs", "chunks/plots.js"])])).toHaveLength(
    2,
  );
});

test("a broken rule ends the build", () => {
  const plugin = bundleRules("preload");
  const errors = [];
  const bundle = {
    a: { type: "chunk", ...entry("index.cjs", ["zod"]), code: "" },
    b: { type: "asset", fileName: "x.css" },
  };
  plugin.generateBundle.call({ error: (message) => errors.push(message) }, {}, bundle);
  expect(errors).toEqual(["preload/index.cjs (preload) must not load zod, named in index.cjs"]);
});

test("a build that reads a variable of npm run dev is never written; a development one is", () => {
  const code = 'const server = process.env["FANTAIL_DEV_SERVER"];';
  const bundle = { a: { type: "chunk", ...entry("index.js", []), code } };
  const errorsOf = (isProduction) => {
    const plugin = bundleRules("main");
    const errors = [];
    plugin.configResolved({ isProduction });
    plugin.generateBundle.call({ error: (message) => errors.push(message) }, {}, bundle);
    return errors;
  };
  expect(errorsOf(true)).toEqual(["index.js reads FANTAIL_DEV_SERVER, which only npm run dev may"]);
  expect(errorsOf(false)).toEqual([]);
});

test("the page's first script has a limit, and nothing that only charts need", () => {
  const part = (fileName, bytes, others = {}) => ({
    fileName,
    isEntry: false,
    imports: [],
    dynamicImports: [],
    code: "x".repeat(bytes),
    moduleIds: [],
    ...others,
  });
  const plotly = part("plotly.js", 900, { moduleIds: ["/app/node_modules/plotly.js-basic-dist-min/plotly.min.js"] });
  const page = (imports, dynamicImports) => [
    part("index.js", 60, { isEntry: true, imports, dynamicImports }),
    part("shared.js", 40, { imports: ["index.js"] }),
    plotly,
  ];
  expect(firstScriptExcess(page(["shared.js"], ["plotly.js"]), 100)).toEqual([]);
  expect(firstScriptExcess(page(["shared.js"], ["plotly.js"]), 99)).toEqual([
    "index.js loads 100 bytes before the first picture, 99 at most",
  ]);
  expect(firstScriptExcess(page(["plotly.js"], []), 2_000)).toEqual([
    "index.js loads plotly.js-basic-dist-min before the first picture; use import()",
  ]);
});
