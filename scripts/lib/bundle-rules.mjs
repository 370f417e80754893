/** What the import table can't show: which modules each finished bundle loads, through whatever chunks it shares. */

/** @typedef {{ fileName: string, isEntry: boolean, imports: string[], dynamicImports: string[] }} Chunk */

/**
 * Everything that an entry reaches: other chunks by file name, packages by their own, each with the chunk that names it.
 *
 * @param {Chunk} entry
 * @param {Map<string, Chunk>} chunks
 */
function reachedFrom(entry, chunks) {
  const reached = new Map();
  const open = [entry];
  for (let chunk = open.pop(); chunk !== undefined; chunk = open.pop()) {
    for (const name of [...chunk.imports, ...chunk.dynamicImports]) {
      if (reached.has(name)) continue;
      reached.set(name, chunk.fileName);
      const next = chunks.get(name);
      if (next) open.push(next);
    }
  }
  return reached;
}

const nativePackages = ["onnxruntime-node", "@resvg/resvg-js"];

/** @param {string} name @param {string} where */
function isForbidden(name, where) {
  if (where === "main") return nativePackages.includes(name);
  if (where === "worker") return name === "electron" || name.startsWith("electron/");
  if (where === "preload") return name !== "electron";
  return name === "electron" || name.startsWith("node:") || nativePackages.includes(name);
}

/**
 * @param {"main" | "preload" | "renderer"} build `main` holds main's own entry, `index`, and those of the utility processes
 * @param {Chunk[]} list
 * @returns {string[]} what is wrong, in sentences
 */
export function brokenBundleRules(build, list) {
  const chunks = new Map(list.map((chunk) => [chunk.fileName, chunk]));
  return list
    .filter((chunk) => chunk.isEntry)
    .flatMap((entry) => {
      const where = build === "main" && entry.fileName !== "index.js" ? "worker" : build;
      return [...reachedFrom(entry, chunks)]
        .filter(([name]) => isForbidden(name, where))
        .map(([name, from]) => `${build}/${entry.fileName} (${where}) must not load ${name}, named in ${from}`);
    });
}

/** The variables by which `npm run dev` opens main's walls (src/main/app/development.ts). */
const developmentVariables = /FANTAIL_DEV_\w+/;

/**
 * A build has no code that reads them, so that nothing in an installed application's environment can open anything.
 *
 * @param {{ fileName: string, code: string }[]} list
 * @returns {string[]} what is wrong, in sentences
 */
export function developmentLeftovers(list) {
  return list.flatMap(({ fileName, code }) => {
    const found = developmentVariables.exec(code);
    return found === null ? [] : [`${fileName} reads ${found[0]}, which only npm run dev may`];
  });
}

/** What an empty window loads and compiles: React, the controls on it and the stores, about 430 kB. */
const firstScriptLimit = 500_000;
/** Needed by the first chart, and by no window before it. */
const laterPackages = ["plotly.js-basic-dist-min", "zod"];

/** Chunks that are loaded with an entry without being asked for. */
function loadedWith(entry, chunks, seen = new Set()) {
  if (entry === undefined || seen.has(entry)) return seen;
  seen.add(entry);
  for (const name of entry.imports) loadedWith(chunks.get(name), chunks, seen);
  return seen;
}

/**
 * Keeps the page's first script small: what it does not need comes by `import()` (`createLoader` of #renderer/ui).
 *
 * @param {(Chunk & { code: string, moduleIds: string[] })[]} list of the page's build
 * @returns {string[]} what is wrong, in sentences
 */
export function firstScriptExcess(list, limit = firstScriptLimit) {
  const chunks = new Map(list.map((chunk) => [chunk.fileName, chunk]));
  return list
    .filter((chunk) => chunk.isEntry)
    .flatMap((entry) => {
      const first = [...loadedWith(entry, chunks)];
      const bytes = first.reduce((sum, { code }) => sum + Buffer.byteLength(code), 0);
      const early = laterPackages.filter((name) =>
        first.some(({ moduleIds }) => moduleIds.some((id) => id.includes(`/node_modules/${name}/`))),
      );
      return [
        ...early.map((name) => `${entry.fileName} loads ${name} before the first picture; use import()`),
        ...(bytes > limit ? [`${entry.fileName} loads ${bytes} bytes before the first picture, ${limit} at most`] : []),
      ];
    });
}

/** The rules as a step of the build: a bundle that breaks one is never written. */
export function bundleRules(build) {
  let isProduction = true;
  return {
    name: "fantail:bundle-rules",
    configResolved(config) {
      isProduction = config.isProduction;
    },
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((part) => part.type === "chunk");
      const broken = [
        ...brokenBundleRules(build, chunks),
        ...(isProduction ? developmentLeftovers(chunks) : []),
        ...(isProduction && build === "renderer" ? firstScriptExcess(chunks) : []),
      ];
      if (broken.length > 0) this.error(broken.join("\n"));
    },
  };
}
