/** Which room imports which, read from the sources: what the import table allows and what is really used are two things. */
import fs from "node:fs";
import path from "node:path";
import { places } from "./import-table.mjs";
import { inRoot } from "./paths.mjs";

/** Static and dynamic imports and re-exports; none of ours is written in another way. */
const specifiers = /(?:\bfrom|\bimport)\s*\(?\s*"([^"]+)"/g;

/** @param {string} folder @returns {string[]} its source files, tests left out: a test may look over every wall */
function sourcesIn(folder) {
  return fs
    .readdirSync(inRoot(folder), { recursive: true, encoding: "utf8" })
    .map((file) => `${folder}/${file.split(path.sep).join("/")}`)
    .filter((file) => /\.tsx?$/.test(file) && !/\.test(-d)?\.tsx?$/.test(file));
}

/** @returns {Record<string, string>} prefix of a door's name → folder, from the package's own `imports` */
function doors() {
  const { imports } = JSON.parse(fs.readFileSync(inRoot("package.json"), "utf8"));
  return Object.fromEntries(
    Object.entries(imports).map(([name, target]) => [
      name.replace(/\*$/, ""),
      target.replace(/^\.\//, "").replace(/(\*\/)?index\.ts$/, ""),
    ]),
  );
}

/** @param {string} file @param {string[]} rooms the longest first */
function roomOf(file, rooms) {
  return rooms.find((room) => file.startsWith(`${room}/`)) ?? path.posix.dirname(file);
}

/** @param {string} from file @param {string} specifier @param {Record<string, string>} known @returns {string | null} */
function target(from, specifier, known) {
  if (specifier.startsWith(".")) return path.posix.join(path.posix.dirname(from), specifier);
  const prefix = Object.keys(known).find(
    (one) => specifier === one || (one.endsWith("/") && specifier.startsWith(one)),
  );
  return prefix === undefined ? null : `${known[prefix]}${specifier.slice(prefix.length)}/index.ts`;
}

/** @returns {Map<string, Set<string>>} room → rooms that its sources import, itself left out */
export function roomGraph() {
  const known = doors();
  const rooms = places()
    .filter((place) => place.startsWith("src/") && !/\.[a-z]+$/.test(place))
    .sort((a, b) => b.length - a.length);
  const graph = new Map();
  for (const file of sourcesIn("src").sort()) {
    const room = roomOf(file, rooms);
    const imported = graph.get(room) ?? new Set();
    graph.set(room, imported);
    for (const [, specifier] of fs.readFileSync(inRoot(file), "utf8").matchAll(specifiers)) {
      const to = target(file, specifier, known);
      if (to === null) continue;
      const other = roomOf(to, rooms);
      if (other !== room) imported.add(other);
    }
  }
  return new Map([...graph].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * @param {ReadonlyMap<string, ReadonlySet<string>>} graph
 * @returns {string[] | null} the rooms of one circle, the first again at the end; null where there is none
 */
export function findCircle(graph) {
  const done = new Set();
  const walk = (room, way) => {
    if (way.includes(room)) return [...way.slice(way.indexOf(room)), room];
    if (done.has(room)) return null;
    for (const next of graph.get(room) ?? []) {
      const circle = walk(next, [...way, room]);
      if (circle !== null) return circle;
    }
    done.add(room);
    return null;
  };
  for (const room of graph.keys()) {
    const circle = walk(room, []);
    if (circle !== null) return circle;
  }
  return null;
}
