import { once } from "node:events";
import { createWriteStream } from "node:fs";

/** `bytes` of an endless, valid table. */
export async function writeLargeFile(path: string, bytes: number): Promise<void> {
  const stream = createWriteStream(path);
  stream.write("time,value\n");
  let written = 0;
  for (let row = 0; written < bytes;) {
    const lines: string[] = [];
    for (let i = 0; i < 20_000; i++, row++)
      lines.push(`${new Date(row * 60_000).toISOString().slice(0, 19)},${(row * 7919) % 1000}`);
    const block = `${lines.join("\n")}\n`;
    written += block.length;
    if (!stream.write(block)) await once(stream, "drain");
  }
  stream.end();
  await once(stream, "finish");
}
