/** What runs where, as bundles. Only electron-vite's own three folders below out/ are ever emptied. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "electron-vite";
import fs from "node:fs";
import path from "node:path";
import type { Plugin } from "vite";
import { bundleRules } from "./scripts/lib/bundle-rules.mjs";

/**
 * Packages with native parts stay in node_modules, and so do the calendars of holidays, whose data have a licence of their own and are
 * passed on as they are; everything else is bundled, so that start-up reads few files.
 */
const external = ["electron", /^node:/, "onnxruntime-node", "@resvg/resvg-js", "date-holidays"];

/** A file src/worker/NAME/entry.ts is the entry of a utility process and becomes out/main/NAME.js. */
function workerEntries(): Record<string, string> {
  const names = fs.readdirSync("src/worker").filter((name) => fs.existsSync(`src/worker/${name}/entry.ts`));
  return Object.fromEntries(names.map((name) => [name, path.resolve("src/worker", name, "entry.ts")]));
}

/** A file src/worker/NAME/PART-thread.ts is a thread of its process and becomes out/main/PART-thread.js, beside it. */
function threadEntries(): Record<string, string> {
  const files = fs
    .readdirSync("src/worker", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith("-thread.ts"));
  return Object.fromEntries(files.map((file) => [path.basename(file, ".ts"), path.resolve("src/worker", file)]));
}

/** A door only names what is behind it: whoever imports one thing through it does not load the others. */
function hasEffects(id: string): boolean | undefined {
  return /[\\/]src[\\/][^?]*[\\/]index\.ts$/.test(id) ? false : undefined;
}

/**
 * The window's words are English whatever marks its numbers have: React Aria's texts for thirty other locales are those for
 * American English, so that a field with German numbers says "Increase".
 */
function oneLocale(): Plugin {
  return {
    name: "fantail:one-locale",
    load: (id) => {
      const [, ending] = /[\\/]intl[\\/](?!.*[\\/]en-US\.).*[\\/][a-z]{2}-[A-Z]{2}(\.m?js)$/.exec(id) ?? [];
      return ending === undefined ? null : `export { default } from "./en-US${ending}";`;
    },
  };
}

export default defineConfig({
  main: {
    plugins: [bundleRules("main")],
    build: {
      externalizeDeps: false,
      sourcemap: true,
      rolldownOptions: {
        external,
        treeshake: { moduleSideEffects: hasEffects },
        input: { index: path.resolve("src/main/index.ts"), ...workerEntries(), ...threadEntries() },
        output: { entryFileNames: "[name].js", chunkFileNames: "chunks/[name]-[hash].js" },
      },
    },
  },
  preload: {
    plugins: [bundleRules("preload")],
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        external: ["electron"],
        input: { index: path.resolve("src/preload/index.ts") },
        // A sandboxed preload is CommonJS, in one file.
        output: { format: "cjs", entryFileNames: "[name].cjs" },
      },
    },
  },
  renderer: {
    root: "src/renderer",
    plugins: [react(), oneLocale(), bundleRules("renderer")],
    build: {
      minify: true,
      sourcemap: true,
      // The content security policy has no inline scripts, and data: only where it is needed.
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      // In one file, in the order of the sources: a sheet that came with a part would follow those that it must not override.
      cssCodeSplit: false,
      chunkSizeWarningLimit: 2_000,
      rolldownOptions: {
        input: path.resolve("src/renderer/index.html"),
        treeshake: { moduleSideEffects: hasEffects },
      },
    },
  },
});
