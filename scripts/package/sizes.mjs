/** What packages weigh, and what they may weigh. */
import fs from "node:fs";
import path from "node:path";

const mebibyte = 1024 * 1024;

/** @typedef {{ file: string, format: string, bytes: number, isOver: boolean }} Made */

/**
 * @param {string} file or folder @param {string} format
 * @param {Record<string, number>} budgetMiB
 * @returns {Made}
 */
export function weigh(file, format, budgetMiB) {
  const bytes = weightOf(file);
  const budget = budgetMiB[format];
  return { file, format, bytes, isOver: budget !== undefined && bytes > budget * mebibyte };
}

export function weightOf(file) {
  const stat = fs.lstatSync(file);
  if (!stat.isDirectory()) return stat.size;
  return fs.readdirSync(file).reduce((sum, name) => sum + weightOf(path.join(file, name)), 0);
}

/** @param {number} bytes */
const inMiB = (bytes) => (bytes / mebibyte).toFixed(1).padStart(8);

/** @param {readonly Made[]} made */
export function sizeTable(made) {
  const rows = made.map(
    ({ file, bytes, isOver }) => `${inMiB(bytes)} MiB  ${path.basename(file)}${isOver ? "  over budget" : ""}`,
  );
  return `${rows.join("\n")}\n`;
}

/** What a tree's weight consists of, largest first. */
export function contentTable(tree, resources) {
  const asar = path.join(resources, "app.asar");
  const parts = [
    ["application (app.asar)", weightOf(asar)],
    ["native parts beside it", weightOf(`${asar}.unpacked`)],
    ["models", weightOf(path.join(resources, "models"))],
  ];
  const rest = weightOf(tree) - parts.reduce((sum, [, bytes]) => sum + Number(bytes), 0);
  return [...parts, ["Electron", rest]]
    .sort((a, b) => Number(b[1]) - Number(a[1]))
    .map(([name, bytes]) => `${inMiB(Number(bytes))} MiB  ${name}\n`)
    .join("");
}
