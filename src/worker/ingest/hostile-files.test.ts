/** Files that were made to harm who opens them: each is refused in words, or read as what it says, in bounded time and memory. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, constants, crc32, deflateRawSync, gzipSync, zstdCompressSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FromIngest } from "#contract/worker";
import { IngestWork } from "./work.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fantail-hostile-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const mebi = 2 ** 20;
/** Growth of the most that this process ever had, in bytes. */
const maxGrowth = 1024 * mebi;

interface Seen {
  readonly code: string;
  readonly message: string;
  readonly answer: FromIngest;
}

async function importOf(name: string, content: Uint8Array | string): Promise<Seen> {
  const path = join(folder, name);
  writeFileSync(path, content);
  const before = process.resourceUsage().maxRSS * 1024;
  const sent: FromIngest[] = [];
  await new IngestWork((message) => sent.push(message)).import({ type: "import", id: 1, path, options: {} });
  expect(process.resourceUsage().maxRSS * 1024 - before).toBeLessThan(maxGrowth);
  rmSync(path);
  const answer = sent.at(-1) ?? { type: "ready" };
  return answer.type === "failed"
    ? { code: answer.error.code, message: answer.error.message, answer }
    : { code: answer.type, message: "", answer };
}

/** A refusal by a sentence that somebody wrote for it; never a bug. */
const inWords = /^(?:file|no|too|bad|irregular)-[a-z-]+: ./;

async function refusalOf(name: string, content: Uint8Array | string): Promise<string> {
  const { code, message } = await importOf(name, content);
  return `${code}: ${message}`;
}

interface Member {
  readonly path: string;
  readonly content: Uint8Array | string;
  /** What the archive says that it unpacks to; the truth where absent. */
  readonly claimedBytes?: number;
}

function zipOf(members: readonly Member[]): Uint8Array {
  const chunks: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, content, claimedBytes } of members) {
    const [name, plain] = [Buffer.from(path), Buffer.from(content)];
    const packed = deflateRawSync(plain);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(8, 4);
    facts.writeUInt16LE(0x21, 8);
    facts.writeUInt32LE(crc32(plain), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(claimedBytes ?? plain.length, 18);
    facts.writeUInt16LE(name.length, 22);
    const header = Buffer.concat([Buffer.from("PK\u0003\u0004", "latin1"), facts, name]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\u0001\u0002\u0014\u0000", "latin1"), facts, rest, name]));
    chunks.push(header, packed);
    offset += header.length + packed.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", "latin1");
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...chunks, list, end]);
}

const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/** A workbook of one sheet, with the parts that are given in place of its own. */
function workbookOf(parts: Readonly<Record<string, Omit<Member, "path"> | string>>): Uint8Array {
  const own: Record<string, Omit<Member, "path"> | string> = {
    "[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
    "_rels/.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `<workbook ${main} xmlns:r="${relations}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${relations}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    "xl/worksheets/sheet1.xml": sheetOf(rows(30)),
    "xl/sharedStrings.xml": `<sst ${main}><si><t>date</t></si><si><t>sales</t></si></sst>`,
    ...parts,
  };
  return zipOf(
    Object.entries(own).map(([path, part]) => ({ path, ...(typeof part === "string" ? { content: part } : part) })),
  );
}

const sheetOf = (body: string): string => `<worksheet ${main}><sheetData>${body}</sheetData></worksheet>`;
const day = (i: number): string => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
const rows = (count: number, value = (i: number): string => String(100 + ((i * 37) % 23))): string =>
  `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>${Array.from(
    { length: count },
    (_, i) =>
      `<row r="${i + 2}"><c r="A${i + 2}" t="inlineStr"><is><t>${day(i)}</t></is></c><c r="B${i + 2}"><v>${value(i)}</v></c></row>`,
  ).join("")}`;

describe("text", () => {
  test("one cell of a gigabyte, packed to a megabyte", { timeout: 120_000 }, async () => {
    // Streams of gzip may stand one behind the other.
    const block = gzipSync(Buffer.alloc(64 * mebi, 0x78));
    const content = Buffer.concat([gzipSync("date,value\n2024-01-01,"), ...Array.from({ length: 16 }, () => block)]);
    expect(await refusalOf("cell.csv.gz", content)).toMatch(inWords);
  });

  test("a million columns", { timeout: 60_000 }, async () => {
    const line = (cell: string): string => `${Array.from({ length: 1_000_000 }, () => cell).join()}\n`;
    expect(await refusalOf("columns.csv", line("a") + line("1").repeat(3))).toMatch(inWords);
  });

  test("twenty thousand columns of one name", { timeout: 60_000 }, async () => {
    const line = (cell: string): string => `${Array.from({ length: 20_000 }, () => cell).join()}\n`;
    const { code } = await importOf("columns.csv", line("a") + line("1").repeat(3));
    expect(code).toMatch(/^(?:done|no|file)/);
  });

  test("nothing but quotes, and a quote that never ends", { timeout: 60_000 }, async () => {
    expect(await refusalOf("quotes.csv", `date,value\n${'"'.repeat(8 * mebi + 1)}`)).toMatch(inWords);
    expect(await refusalOf("open.csv", `date,value\n2024-01-01,"${"x\n".repeat(4 * mebi)}`)).toMatch(inWords);
  });
});

describe("JSON", () => {
  test.each([
    ["lists in lists", "[".repeat(2_000_000)],
    ["objects in objects", '{"a":'.repeat(500_000)],
    ["closed ones", `${"[".repeat(500_000)}${"]".repeat(500_000)}`],
    [
      "rows of them",
      `[${Array.from({ length: 200 }, (_, i) => `{"date":"${day(i)}","v":${"[".repeat(4_000)}${"]".repeat(4_000)}}`).join()}]`,
    ],
  ])("%s", { timeout: 60_000 }, async (_what, text) => expect(await refusalOf("deep.json", text)).toMatch(inWords));

  test("names of the prototype are names, and change nothing", async () => {
    const text = JSON.stringify(Array.from({ length: 40 }, (_, i) => ({ date: day(i), value: i }))).replaceAll(
      '"value"',
      '"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"value"',
    );
    const { code } = await importOf("proto.json", text);
    expect(code).toMatch(/^(?:done|file-not-a-table|no-value-column)$/);
    expect("polluted" in {}).toBe(false);
  });
});

describe("XML", () => {
  const laughs = `<!DOCTYPE r [<!ENTITY a0 "ha">${Array.from({ length: 40 }, (_, i) => `<!ENTITY a${i + 1} "${`&a${i};`.repeat(10)}">`).join("")}]>`;
  const table = (value: string): string =>
    `<r>${Array.from({ length: 30 }, (_, i) => `<row><date>${day(i)}</date><sales>${i + 1}</sales><note>${value}</note></row>`).join("")}</r>`;

  test("entities that stand for others are not replaced", async () => {
    const { code } = await importOf("laughs.xml", `<?xml version="1.0"?>${laughs}${table("&a40;")}`);
    expect(code).toMatch(/^(?:done|file-not-a-table|file-unreadable)$/);
  });

  test("files that entities name are not read", async () => {
    const secret = join(folder, "secret.txt");
    writeFileSync(secret, "the secret of another file");
    const doctype = `<!DOCTYPE r [<!ENTITY x SYSTEM "file://${secret}"><!ENTITY % y SYSTEM "http://127.0.0.1:9/x"> %y;]>`;
    const { answer } = await importOf("external.xml", `<?xml version="1.0"?>${doctype}${table("&x;")}`);
    expect(JSON.stringify(answer)).not.toContain("the secret");
  });

  test("towers of elements", { timeout: 60_000 }, async () =>
    expect(await refusalOf("deep.xml", `<?xml version="1.0"?>${"<a>".repeat(1_000_000)}`)).toMatch(inWords),
  );
});

describe("archives", () => {
  test("a file that unpacks to one cell of a hundred megabytes", { timeout: 120_000 }, async () =>
    expect(
      await refusalOf(
        "bomb.zip",
        zipOf([
          { path: "a.csv", content: Buffer.concat([Buffer.from("date,value\n"), Buffer.alloc(96 * mebi, 0x78)]) },
        ]),
      ),
    ).toMatch(inWords),
  );

  test("names that lead out of it are names", async () => {
    const content = `date,sales\n${Array.from({ length: 30 }, (_, i) => `${day(i)},${i}`).join("\n")}\n`;
    for (const path of ["../../escaped.csv", "/escaped.csv", String.raw`..\..\escaped.csv`, "C:\\escaped.csv"]) {
      const { code } = await importOf("slip.zip", zipOf([{ path, content }]));
      expect(code).toMatch(/^(?:done|file-not-a-table)$/);
    }
    expect(readdirSync(folder).filter((name) => name.includes("escaped"))).toEqual([]);
  });
});

describe("workbooks", () => {
  test("the one that others are made of is read", async () => {
    expect(await importOf("good.xlsx", workbookOf({}))).toMatchObject({ code: "done" });
  });

  test.each(["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"])(
    "%s that unpacks to more than half a gigabyte",
    async (part) =>
      expect(
        await refusalOf(
          "bomb.xlsx",
          workbookOf({ [part]: { content: Buffer.alloc(mebi, 0x20), claimedBytes: 600 * mebi } }),
        ),
      ).toMatch(/unpacks to more/),
  );

  test("many parts, each of which would do", async () => {
    const part = { content: "x", claimedBytes: 100 * mebi };
    const parts = Array.from({ length: 11 }, (_, i): [string, Omit<Member, "path">] => [`xl/media/${i}.xml`, part]);
    expect(await refusalOf("parts.xlsx", workbookOf(Object.fromEntries(parts)))).toMatch(/unpacks to more/);
  });

  test("a part that says that it is small, and is not", { timeout: 120_000 }, async () => {
    const content = Buffer.alloc(200 * mebi, 0x20);
    expect(
      await refusalOf("lie.xlsx", workbookOf({ "xl/worksheets/sheet1.xml": { content, claimedBytes: 1_000 } })),
    ).toMatch(inWords);
  });

  test("a cell in the last corner of a sheet that has no other", { timeout: 60_000 }, async () =>
    expect(
      await refusalOf(
        "corner.xlsx",
        workbookOf({ "xl/worksheets/sheet1.xml": sheetOf('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>') }),
      ),
    ).toMatch(inWords),
  );

  test("a cell beyond every sheet", { timeout: 60_000 }, async () =>
    expect(
      await refusalOf(
        "beyond.xlsx",
        workbookOf({
          "xl/worksheets/sheet1.xml": sheetOf('<row r="999999999"><c r="ZZZZZZ999999999"><v>1</v></c></row>'),
        }),
      ),
    ).toMatch(inWords),
  );

  const laughs = `<!DOCTYPE x [<!ENTITY a0 "ha">${Array.from({ length: 30 }, (_, i) => `<!ENTITY a${i + 1} "${`&a${i};`.repeat(10)}">`).join("")}]>`;
  test("entities that stand for others are not replaced", { timeout: 60_000 }, async () => {
    const strings = `<?xml version="1.0"?>${laughs}<sst ${main}><si><t>date</t></si><si><t>&a30;</t></si></sst>`;
    const { code } = await importOf("laughs.xlsx", workbookOf({ "xl/sharedStrings.xml": strings }));
    expect(code).toMatch(/^(?:done|file-unreadable)$/);
  });

  test("files that entities name are not read", async () => {
    const secret = join(folder, "secret.txt");
    writeFileSync(secret, "the secret of another file");
    const strings = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY x SYSTEM "file://${secret}">]><sst ${main}><si><t>date</t></si><si><t>&x;</t></si></sst>`;
    const { answer } = await importOf("external.xlsx", workbookOf({ "xl/sharedStrings.xml": strings }));
    expect(JSON.stringify(answer)).not.toContain("the secret");
  });

  test("strings that are not there", () =>
    importOf(
      "strings.xlsx",
      workbookOf({ "xl/sharedStrings.xml": `<sst ${main} count="4294967295" uniqueCount="4294967295"/>` }),
    ).then(({ code }) => expect(code).toMatch(/^(?:done|file-|no-|too-)/)));
});

describe("Parquet", () => {
  test.each(["GZIP", "BROTLI", "ZSTD"] as const)("pages of %s that unpack to more than they say", async (codec) => {
    const plain = Buffer.alloc(32 * mebi);
    const packers = {
      GZIP: () => gzipSync(plain),
      BROTLI: () => brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
      ZSTD: () => zstdCompressSync(plain),
    };
    const bomb = packers[codec]();
    const compressors = { [codec]: () => bomb };
    const content = parquetWriteBuffer({
      columnData: [
        { name: "date", data: Array.from({ length: 40 }, (_, i) => day(i)), type: "STRING" },
        { name: "sales", data: Array.from({ length: 40 }, (_, i) => i * 1.5), type: "DOUBLE" },
      ],
      codec,
      compressors,
    });
    expect(await refusalOf("bomb.parquet", new Uint8Array(content))).toMatch(/Parquet/);
  });

  test("ends whose lengths are not true", async () => {
    for (const length of [0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1]) {
      const end = Buffer.alloc(4);
      end.writeUInt32LE(length);
      expect(
        await refusalOf(
          "end.parquet",
          Buffer.concat([Buffer.from("PAR1"), Buffer.alloc(64, 0x15), end, Buffer.from("PAR1")]),
        ),
      ).toMatch(/Parquet/);
    }
  });
});
