import { CancelledError } from "#domain/errors";
import { expect, test } from "vitest";
import { ingest, type ByteSource } from "#engine/ingest";
import { sourceOf, testPorts } from "../testing.ts";

const day = (i: number): string => new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
const lines = (line: (i: number) => string): string => Array.from({ length: 60 }, (_, i) => line(i)).join("");
const wave = (i: number): number => 100 + ((i * 37) % 23);

const files: Readonly<Record<string, string>> = {
  html: `<table><tr><th>date<th>value</tr>${lines((i) => `<tr><td>${day(i)}<td>${wave(i)}`)}</table>`,
  xml: `<rows>${lines((i) => `<row date="${day(i)}" value="${wave(i)}"/>`)}</rows>`,
  json: `[${lines((i) => `{"date":"${day(i)}","value":${wave(i)}},`).slice(0, -1)}]`,
  nem12: `100,NEM12,1,A,B\n200,6305012345,E1,1,E1,N1,1,kWh,30,\n${lines((i) => `300,${day(i).replaceAll("-", "")},${"1.5,".repeat(48)}A,,,\n`)}900\n`,
  states: `entity_id,state,last_changed\n${lines((i) => `sensor.a,${wave(i)},${day(i)}T00:00:00Z\n`)}`,
  ods: `<office:document-content><table:table table:name="A">${lines((i) => `<table:table-row><table:table-cell office:value-type="date" office:date-value="${day(i)}"/><table:table-cell office:value-type="float" office:value="${wave(i)}"/></table:table-row>`)}</table:table></office:document-content>`,
  tsf: `@attribute series_name string\n@attribute start_timestamp date\n@frequency daily\n@data\nT1:2024-01-01 00-00-00:${lines((i) => `${wave(i)},`).slice(0, -1)}\n`,
};

/** Which asks `at` before each piece of the file, however often it is read. */
function counted(content: string, at: (piece: number) => void): ByteSource {
  const source = sourceOf(content, 400);
  let pieces = 0;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source.chunks) {
      pieces += 1;
      at(pieces);
      yield chunk;
    }
  }
  return { ...source, chunks: { [Symbol.asyncIterator]: chunks } };
}

test.each(Object.entries(files))("%s can be cancelled at every piece of it", async (_, content) => {
  let pieces = 0;
  await ingest(
    counted(content, (piece) => (pieces = piece)),
    {},
    testPorts(),
  );
  expect(pieces).toBeGreaterThan(3);
  for (let last = 1; last <= pieces; last += 1) {
    const signal = { aborted: false };
    const source = counted(content, (piece) => (signal.aborted ||= piece === last));
    await expect(ingest(source, {}, testPorts({ signal }))).rejects.toBeInstanceOf(CancelledError);
  }
});

test.each(Object.entries(files))("%s says how far it is, and never more than there is", async (_, content) => {
  const told: number[] = [];
  const ports = testPorts({
    onProgress: ({ bytes, totalBytes }) => {
      expect(bytes).toBeLessThanOrEqual(totalBytes);
      told.push(bytes);
    },
  });
  await ingest(sourceOf(content, 400), {}, ports);
  expect(Math.max(...told)).toBe(content.length);
  expect(told.length).toBeGreaterThan(4);
});
