/** What the tests of the import share. Not part of the door. */
import type { ByteSource, IngestPorts, Sha256 } from "#engine/ingest/request";

/** A stand-in for SHA-256 (FNV-1a over 53 bits): equal bytes give equal handles, which is all that the tests ask. */
function quickHash(): Sha256 {
  let low = 0x811c9dc5;
  let high = 0x1000193;
  return {
    update: (bytes) => {
      for (const byte of bytes) {
        low = Math.imul(low ^ byte, 0x01000193) >>> 0;
        high = Math.imul(high ^ byte ^ (low >>> 7), 0x85ebca6b) >>> 0;
      }
    },
    hexDigest: () => `${low.toString(16).padStart(8, "0")}${high.toString(16).padStart(8, "0")}`,
  };
}

export function testPorts(overrides: Partial<IngestPorts> = {}): IngestPorts {
  return { sha256: quickHash, onProgress: () => {}, signal: { aborted: false }, thisYear: 2026, ...overrides };
}

interface Encoder {
  encode(text: string): Uint8Array;
}
declare const TextEncoder: new () => Encoder;

/** A file in memory, handed out in small chunks so that rows, characters and quotes are cut at every place. */
export function sourceOf(content: string | Uint8Array, chunkBytes = 7): ByteSource {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return {
    name: "test.csv",
    sizeBytes: bytes.length,
    chunks: {
      async *[Symbol.asyncIterator]() {
        for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.slice(at, at + chunkBytes);
      },
    },
  };
}
