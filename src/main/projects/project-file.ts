/** A project's file: read as far as its description, its embedded files taken out one by one, and written as a whole or not at all. */
import { createHash, randomBytes } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { EngineError } from "#domain/errors";
import { type EmbeddedData, type Project, projectLimits } from "#domain/project";
import { formatProject, parseProject, unreadable } from "./project-text.ts";

export interface ReadProject {
  readonly project: Project;
  /** Where the embedded data begin. */
  readonly offset: number;
}

const chunkBytes = 64 * 1024;

/** @throws EngineError project-unreadable, file-not-found */
export async function readProject(path: string): Promise<ReadProject> {
  const name = basename(path);
  const file = await open(path, "r").catch((cause: unknown) => {
    throw new EngineError("file-not-found", `"${name}" can't be found or read.`, { cause });
  });
  try {
    const info = await file.stat();
    if (!info.isFile()) throw unreadable(`"${name}" is not a file.`);
    const chunks: Buffer[] = [];
    let [length, end] = [0, -1];
    while (end < 0) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(chunkBytes), 0, chunkBytes, length);
      const chunk = buffer.subarray(0, bytesRead);
      const at = chunk.indexOf(0x0a);
      chunks.push(at < 0 ? chunk : chunk.subarray(0, at));
      if (at >= 0) end = length + at + 1;
      length += bytesRead;
      if (end < 0 && length > projectLimits.headBytes)
        throw unreadable(`"${name}" is not a project of Fantail, or too large.`);
      if (bytesRead === 0) break;
    }
    const project = parseProject(Buffer.concat(chunks).toString("utf8"), name);
    const offset = end < 0 ? length : end;
    const size = offset + project.data.reduce((sum, { bytes }) => sum + bytes, 0);
    if (size > info.size)
      throw unreadable(`"${name}" is cut off: its embedded data are not complete.`, "Open a copy of it.");
    return { project, offset };
  } finally {
    await file.close();
  }
}

/**
 * Writes an embedded file into a folder of its content's name, where it is read from.
 *
 * @param at its place among the embedded data
 * @returns its path
 * @throws EngineError project-unreadable where its bytes are not what they were
 */
export async function extractData(
  path: string,
  { project, offset }: ReadProject,
  at: number,
  name: string,
  folder: string,
): Promise<string> {
  const { bytes, sha256 } = project.data[at] ?? { bytes: 0, sha256: "" };
  const place = join(folder, sha256);
  const target = join(place, safeName(name));
  const known = await stat(target).catch(() => null);
  // Its name is its content's: what is there was checked when it was written.
  if (known?.isFile() === true && known.size === bytes) return target;
  await mkdir(place, { recursive: true });
  const start = offset + project.data.slice(0, at).reduce((sum, one) => sum + one.bytes, 0);
  const temporary = temporaryFor(target);
  try {
    const hash = createHash("sha256");
    await pipeline(
      streamOf({ path, stretch: { start, bytes } }),
      hashing(hash),
      createWriteStream(temporary, { flags: "wx" }),
    );
    if (hash.digest("hex") !== sha256)
      throw unreadable(
        `"${name}" in the project is damaged: its content is not what was embedded.`,
        "Open a copy of the project.",
      );
    await rename(temporary, target);
    return target;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** What of a file is to be embedded. @throws EngineError file-not-found, file-too-large */
export async function measureData(sources: readonly DataSource[]): Promise<EmbeddedData[]> {
  const measured: EmbeddedData[] = [];
  let sum = 0;
  for (const source of sources) {
    const hash = createHash("sha256");
    let bytes = 0;
    await pipeline(streamOf(source), async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) {
        hash.update(chunk);
        bytes += chunk.length;
        if (sum + bytes > projectLimits.dataBytes) throw tooLarge();
      }
    }).catch((cause: unknown) => {
      if (cause instanceof EngineError) throw cause;
      throw new EngineError("file-not-found", `"${basename(source.path)}" can't be read, and so not be embedded.`, {
        cause,
      });
    });
    sum += bytes;
    measured.push({ bytes, sha256: hash.digest("hex") });
  }
  return measured;
}

/** Where the bytes of an embedded file come from: a file as a whole, or a stretch of the project as it was. */
export interface DataSource {
  readonly path: string;
  /** Absent: the whole file. */
  readonly stretch?: { readonly start: number; readonly bytes: number };
}

/**
 * @param embedded of the embedded files, in the order of `project.data`
 * @returns where the embedded data begin
 * @throws EngineError cannot-write, file-too-large; what was there before is still there then
 */
export async function writeProject(path: string, project: Project, embedded: readonly DataSource[]): Promise<number> {
  const text = formatProject(project);
  const temporary = temporaryFor(path);
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(text);
      for (const [at, source] of embedded.entries()) {
        const hash = createHash("sha256");
        for await (const chunk of streamOf(source)) {
          hash.update(chunk as Buffer);
          await file.writeFile(chunk as Buffer);
        }
        if (hash.digest("hex") !== project.data[at]?.sha256)
          throw new EngineError("cannot-write", `"${basename(source.path)}" changed while the project was saved.`, {
            hint: "Save it again.",
          });
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    return Buffer.byteLength(text);
  } catch (cause) {
    if (cause instanceof EngineError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown";
    throw new EngineError("cannot-write", `${basename(path)} can't be written (${code}).`, {
      hint: "Choose another place for the project.",
      cause,
    });
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

/** A file name that every file system takes, and that leads nowhere else. */
export function safeName(name: string): string {
  const last = name.split(/[\\/]/u).at(-1) ?? "";
  // eslint-disable-next-line no-control-regex -- control characters are exactly what must go
  const plain = last.replace(/[\u0000-\u001f<>:"|?*]+/gu, "-").replace(/^[.\s]+|[.\s]+$/gu, "");
  const extension = extname(plain).slice(0, 16);
  const stem = basename(plain, extname(plain)).slice(0, 80);
  const isReserved = /^(?:con|prn|aux|nul|com\d|lpt\d)$/iu.test(stem);
  return stem === "" || isReserved ? `data${extension}` : `${stem}${extension}`;
}

function streamOf({ path, stretch }: DataSource): Readable {
  if (stretch === undefined) return createReadStream(path);
  // A stream of a file can't be of nothing.
  const { start, bytes } = stretch;
  return bytes === 0 ? Readable.from([]) : createReadStream(path, { start, end: start + bytes - 1 });
}

function hashing(hash: ReturnType<typeof createHash>): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
}

function tooLarge(): EngineError {
  return new EngineError("file-too-large", "The data are too large to be embedded in a project.", {
    hint: "Save the project without its data.",
  });
}

function temporaryFor(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(4).toString("hex")}.tmp`);
}
