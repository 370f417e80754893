import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

/** Whether two files hold the same bytes, in constant memory. */
export async function sameBytes(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([one, other].map(digest));
  return first === second;
}

async function digest(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

/** A file name of this ending in a folder of its own, which goes with everything in it afterwards. */
export async function withTemporary<T>(ending: string, work: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "fantail-"));
  try {
    return await work(join(folder, `export${ending}`));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
