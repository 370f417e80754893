/** Files of other packages that exports carry within them. Read once, on the first export that needs them. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { sep } from "node:path";

const packages = createRequire(import.meta.url);

/** resvg opens fonts itself and can't look into an archive: packaging leaves them beside it, under this name. */
function outsideArchive(path: string): string {
  return path.replace(`app.asar${sep}`, `app.asar.unpacked${sep}`);
}

/** Inter in the two weights that the figures use. A picture must not depend on the fonts of the machine. */
export function fontFiles(): string[] {
  return ["400Regular/Inter_400Regular.ttf", "600SemiBold/Inter_600SemiBold.ttf"].map((file) =>
    outsideArchive(packages.resolve(`@expo-google-fonts/inter/${file}`)),
  );
}

/** The same two within a page, which loads nothing from outside. */
export async function fontUrls(): Promise<{ weight: number; url: string }[]> {
  const files = await Promise.all(fontFiles().map((path) => readFile(path, "base64")));
  return files.map((base64, index) => ({ weight: index === 0 ? 400 : 600, url: `data:font/ttf;base64,${base64}` }));
}

let bundle: Promise<string> | null = null;

export function plotlyBundle(): Promise<string> {
  bundle ??= readFile(packages.resolve("plotly.js-basic-dist-min/plotly-basic.min.js"), "utf8");
  return bundle;
}
