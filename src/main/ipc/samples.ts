import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { sampleSchema, type Sample } from "#contract/ipc";

export interface SampleFile extends Sample {
  readonly path: string;
}

const indexSchema = z.array(sampleSchema.extend({ file: z.string().regex(/^[\w.-]+$/) }));

/** The bundled samples, as `samples/index.json` lists them. */
export function readSamples(folder: string): SampleFile[] {
  const listed = indexSchema.parse(JSON.parse(readFileSync(join(folder, "index.json"), "utf8")));
  return listed.map(({ file, ...sample }) => ({ ...sample, path: join(folder, file) }));
}
