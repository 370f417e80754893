/**
 * XML whose rows are elements of one name: `<row><time>…</time><value>…</value></row>`, `<Obs TIME="…" VALUE="…"/>`. Leaves and
 * attributes inside of a row are its cells, with dots where they lie deeper; attributes and leaves of the elements around it
 * (a meter, a country) are cells of each of its rows where they differ.
 */
import { EngineError } from "#domain/errors";
import type { Signal } from "#engine/concurrency";
import { csvLine, decimalText, type Encoding } from "#engine/ingest/reading";
import type { ByteSource } from "#engine/ingest/request";
import { attributesOf, Markup, type MarkupHandler } from "./markup.ts";
import { isValueRow, tablesSource } from "./tables-within.ts";
import { textPieces, withEncoding } from "./text.ts";

const maxDepth = 256;
/** Kinds of elements, by their names from the root on. */
const maxPaths = 5_000;
const maxColumns = 2_000;
const maxCellLength = 64 * 1024;
/** Tables with less than this share of the largest one's rows are lists beside it. */
const leastShare = 0.01;

/** Some files of prices have names in brackets, divided like those of any other text: `<DATE>,<CLOSE>`. */
export function isXml(head: string): boolean {
  return (
    /^\uFEFF?\s*<(?:\?xml\b|[A-Za-z_][\w.:-]*[\s/>])/.test(head) && !/^\uFEFF?\s*<[^<>\n]*>[ \t]*[,;|\t]/.test(head)
  );
}

/** @throws EngineError `file-not-a-table` when it is broken or holds no rows of one element */
export async function xmlSource(source: ByteSource, head: string, signal: Signal): Promise<ByteSource> {
  const declared = /^\uFEFF?\s*<\?xml[^>]*encoding\s*=\s*["']([\w-]+)/i.exec(head)?.[1] ?? null;
  const { encoding, result: survey } = await withEncoding(source, declared, async (found) => {
    const counts = new Survey();
    for await (const text of walk(source, found, signal, counts, () => "")) void text;
    return counts;
  });
  const tables = survey.tables();
  if (tables.length === 0) {
    throw new EngineError("file-not-a-table", "This is an XML file without a table: no element repeats with numbers.", {
      hint: "Rows of one element are understood, such as <row><time>2024-01-01</time><value>1</value></row>. Export the data as CSV.",
    });
  }
  return tablesSource(
    { ...source, encoding: encoding.label },
    {
      format: "xml",
      kind: "table",
      tables,
      lines: (table) => rowLines(source, encoding, tables[table]?.row ?? noRow, signal),
    },
  );
}

/** An element that is open. */
interface Node {
  readonly path: string;
  readonly name: string;
  /** As it is written; its name is that of its value where it only names one. */
  readonly tag: string;
  text: string;
  hasChildren: boolean;
}

/** Called for each element as it closes, with those around it. */
interface Visitor {
  opened(node: Node, attributes: string, around: readonly Node[]): void;
  closed(node: Node, around: readonly Node[]): void;
}

/** `<Value id="AREA" value="DE"/>`, as statistics offices write, is a leaf AREA. */
function namedValue(attributes: string): { readonly name: string; readonly value: string } | null {
  if (!attributes.includes("value")) return null;
  const found = attributesOf(attributes, false);
  const name = found.get("id") ?? found.get("concept") ?? "";
  const value = found.get("value");
  return found.size === 2 && value !== undefined && /^[A-Za-z_][\w.-]{0,63}$/.test(name) ? { name, value } : null;
}

class Walk implements MarkupHandler {
  readonly #visitor: Visitor;
  readonly #open: Node[] = [];
  broken: ((why: string) => EngineError) | null = null;

  constructor(visitor: Visitor) {
    this.#visitor = visitor;
  }

  open(name: string, attributes: string): void {
    const parent = this.#open.at(-1);
    if (this.#open.length >= maxDepth) throw this.#error(`elements lie more than ${maxDepth} deep`);
    if (parent !== undefined) parent.hasChildren = true;
    const named = parent === undefined ? null : namedValue(attributes);
    const own = named?.name ?? name;
    const path = parent === undefined ? own : `${parent.path}/${own}`;
    const node = { path, name: own, tag: name, text: named?.value ?? "", hasChildren: false };
    this.#visitor.opened(node, named === null ? attributes : "", this.#open);
    this.#open.push(node);
  }

  close(name: string): void {
    const node = this.#open.pop();
    if (node?.tag !== name) throw this.#error(`</${name}> closes ${node === undefined ? "nothing" : `<${node.tag}>`}`);
    this.#visitor.closed(node, this.#open);
  }

  text(text: string): void {
    const node = this.#open.at(-1);
    if (node !== undefined && !node.hasChildren && node.text.length < maxCellLength) node.text += text;
  }

  end(): void {
    const node = this.#open.at(-1);
    if (node !== undefined) throw this.#error(`<${node.tag}> is not closed`);
  }

  #error(why: string): EngineError {
    return this.broken?.(why) ?? new EngineError("file-not-a-table", why);
  }
}

/** Reads the whole file and yields what the visitor gathered from each piece of it. */
async function* walk(
  source: ByteSource,
  encoding: Encoding,
  signal: Signal,
  visitor: Visitor,
  gathered: () => string,
): AsyncGenerator<string> {
  const handler = new Walk(visitor);
  const markup = new Markup(handler, { isHtml: false });
  handler.broken = (why) => markup.broken(why);
  for await (const piece of textPieces(source, encoding, signal)) {
    markup.push(piece);
    yield gathered();
  }
  markup.end();
  handler.end();
  yield gathered();
}

/** Which element is the row, and what its columns are. */
interface RowPlan {
  readonly path: string;
  /** Inside of the row, by path from it. */
  readonly own: readonly string[];
  /** Around the row, by path from the root. */
  readonly around: readonly string[];
}

const noRow: RowPlan = { path: "", own: [], around: [] };

interface Kind {
  count: number;
  /** Paths of attributes (with @) and leaves directly in it, with one example each. */
  readonly cells: Map<string, CellKind>;
}

interface CellKind {
  count: number;
  readonly example: string;
  /** More than one text was seen. */
  varies: boolean;
  values: number;
}

/** First pass: counts elements by path. */
class Survey implements Visitor {
  readonly #kinds = new Map<string, Kind>();

  opened({ path }: Node, attributes: string): void {
    const kind = this.#kindOf(path);
    kind.count += 1;
    if (attributes.trim() === "") return;
    for (const [name, value] of attributesOf(attributes, false)) note(kind, `@${name}`, value.trim());
  }

  closed(node: Node, around: readonly Node[]): void {
    const parent = around.at(-1);
    if (node.hasChildren || parent === undefined) return;
    const text = node.text.trim();
    if (text !== "") note(this.#kindOf(parent.path), node.name, text);
  }

  /** Elements that could be rows, those that hold others of the same number before these. */
  tables(): { name: string; rows: number; valueRows: number; row: RowPlan }[] {
    const candidates = [...this.#kinds].flatMap(([path, { count }]) => {
      if (count < 2) return [];
      const own = this.#cellsWithin(path);
      const values = own.filter(({ cell }) => cell.values > 0).length;
      return values === 0 || own.length < 2 ? [] : [{ path, count, own, values }];
    });
    const largest = Math.max(0, ...candidates.map(({ count }) => count));
    // The element that holds a whole row, not a part of it that occurs as often, nor the list of rows around it.
    const rows = candidates.filter(
      ({ path, count }) =>
        count >= Math.max(2, largest * leastShare) &&
        !candidates.some((other) => path.startsWith(`${other.path}/`) && other.count >= count) &&
        !candidates.some((other) => other.path.startsWith(`${path}/`) && other.count > count),
    );
    return rows.map(({ path, count, own, values }) => ({
      name: path.slice(path.lastIndexOf("/") + 1),
      rows: count,
      valueRows: values > 1 ? count : 0,
      row: { path, own: own.map(({ key }) => key), around: this.#cellsAround(path) },
    }));
  }

  #kindOf(path: string): Kind {
    let kind = this.#kinds.get(path);
    if (kind === undefined) {
      if (this.#kinds.size >= maxPaths) {
        throw new EngineError("file-not-a-table", "This XML file has too many kinds of elements to be a table.", {
          hint: "Export the data as CSV.",
        });
      }
      kind = { count: 0, cells: new Map() };
      this.#kinds.set(path, kind);
    }
    return kind;
  }

  #cellsWithin(path: string): { key: string; cell: CellKind }[] {
    const found: { key: string; cell: CellKind }[] = [];
    for (const [inner, { cells, count }] of this.#kinds) {
      if (inner !== path && !inner.startsWith(`${path}/`)) continue;
      // A list within the row has several of each and is no cell.
      if (count > (this.#kinds.get(path)?.count ?? 0)) continue;
      const prefix = inner === path ? "" : `${inner.slice(path.length + 1)}/`;
      for (const [key, cell] of cells) if (found.length < maxColumns) found.push({ key: prefix + key, cell });
    }
    return found;
  }

  #cellsAround(path: string): string[] {
    const around: string[] = [];
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
      const outer = path.slice(0, end);
      const kind = this.#kinds.get(outer);
      if (kind === undefined || kind.count < 2) continue;
      for (const [key, { varies }] of kind.cells)
        if (varies && around.length < maxColumns) around.push(`${outer}/${key}`);
      around.push(...this.#wordsBeside(outer, kind.count, path).slice(0, maxColumns - around.length));
    }
    return around;
  }

  /** In elements beside the rows, such as the key of a series. Numbers and times there belong to something else. */
  #wordsBeside(outer: string, count: number, row: string): string[] {
    return [...this.#kinds].flatMap(([inner, kind]) => {
      const isBeside = inner.startsWith(`${outer}/`) && inner !== row && !`${row}/`.startsWith(`${inner}/`);
      if (!isBeside || inner.startsWith(`${row}/`) || kind.count > count) return [];
      return [...kind.cells].flatMap(([key, { varies, values }]) =>
        varies && values === 0 ? [`${inner}/${key}`] : [],
      );
    });
  }
}

function note({ cells }: Kind, key: string, text: string): void {
  const cell = cells.get(key);
  const isValue = isValueRow([text, text]) ? 1 : 0;
  if (cell !== undefined) {
    cell.count += 1;
    cell.varies ||= cell.example !== text;
    cell.values += isValue;
  } else if (cells.size < maxColumns) cells.set(key, { count: 1, example: text, varies: false, values: isValue });
}

/** Second pass: the cells of each row. */
class Rows implements Visitor {
  readonly #plan: RowPlan;
  readonly #own: ReadonlyMap<string, number>;
  readonly #around: ReadonlyMap<string, number>;
  #cells: string[] | null = null;
  readonly #outer: string[];
  #lines = "";

  constructor(plan: RowPlan) {
    this.#plan = plan;
    this.#own = new Map(plan.own.map((key, at) => [`${plan.path}/${key}`, at]));
    this.#around = new Map(plan.around.map((key, at) => [key, at]));
    this.#outer = plan.around.map(() => "");
  }

  opened({ path }: Node, attributes: string): void {
    if (path === this.#plan.path) this.#cells = this.#plan.own.map(() => "");
    else if (this.#cells === null && this.#around.size > 0 && this.#plan.path.startsWith(`${path}/`)) {
      // What stood in the last element of this kind does not hold in the next one.
      for (const [key, at] of this.#around) if (key.startsWith(`${path}/`)) this.#outer[at] = "";
    }
    if (attributes.trim() === "") return;
    for (const [name, value] of attributesOf(attributes, false)) this.#take(`${path}/@${name}`, value.trim());
  }

  takeLines(): string {
    const lines = this.#lines;
    this.#lines = "";
    return lines;
  }

  closed(node: Node): void {
    if (!node.hasChildren) this.#take(node.path, node.text.trim());
    if (node.path !== this.#plan.path || this.#cells === null) return;
    this.#lines += csvLine([...this.#cells, ...this.#outer]);
    this.#cells = null;
  }

  #take(key: string, text: string): void {
    const cells = this.#cells ?? this.#outer;
    const at = (this.#cells === null ? this.#around : this.#own).get(key);
    // Of several elements of one name the first counts.
    if (at !== undefined && cells[at] === "") cells[at] = decimalText(text);
  }
}

async function* rowLines(
  source: ByteSource,
  encoding: Encoding,
  plan: RowPlan,
  signal: Signal,
): AsyncGenerator<string> {
  yield csvLine([...plan.own.map(columnName), ...plan.around.map((path) => columnName(lastTwo(path)))]);
  const rows = new Rows(plan);
  yield* walk(source, encoding, signal, rows, () => rows.takeLines());
}

/** `timePeriod/start` as timePeriod.start, `@TIME` as TIME. */
function columnName(path: string): string {
  return path.replaceAll("/@", "/").replace(/^@/, "").replaceAll("/", ".");
}

function lastTwo(path: string): string {
  return path.split("/").slice(-2).join("/");
}
