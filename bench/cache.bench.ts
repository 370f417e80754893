/** What looking at a full cache index costs whoever asks: synchronous statements over a hundred thousand chunks. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nothingScored } from "#domain/score";
import { QueryCache } from "#engine/cache";
import { AnswerCache } from "../src/main/cache/answer-cache.ts";
import { cachedDatasets, CacheIndex, listDatasets } from "../src/main/cache/cache-index.ts";
import { DiskNotice } from "../src/main/cache/disk-notice.ts";
import { IndexDatabase } from "../src/main/cache/index-database.ts";
import { DatabaseThread } from "../src/storage/thread/database-thread.ts";
import { measure, median, quantile, type BenchContext } from "./lib.ts";

export const describe = "reads of a cache index with 100,000 chunks, and answers found in memory and on disk";

/** What main may wait for at a time. */
const maxReadMs = 2;

export async function run({ quick, figure, note }: BenchContext): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "fantail-cache-bench-"));
  const db = new IndexDatabase(join(folder, "index.sqlite"));
  try {
    const chunks = quick ? 20_000 : 100_000;
    const index = new CacheIndex(db);
    fill(db, index, chunks);
    note(`${chunks} chunks of 1,000 series in 200 datasets, 2,000 answers`);
    const runs = quick ? 20 : 50;
    const read = async (id: string, work: () => unknown): Promise<void> => {
      const times = await measure(work, { runs, warmups: 3 });
      figure({ id: `${id}-p50`, value: median(times), unit: "ms", runs });
      figure({ id: `${id}-p95`, value: quantile(times, 0.95), unit: "ms", target: `<= ${maxReadMs}`, runs });
    };
    const one = { dataset: "d7", series: "s3", frequency: { unit: "hour", count: 1 } as const };
    await read("index/one-chunk", () => index.chunk("d7 s3", 5));
    await read("index/chunks-of-a-column", () => index.chunks("d7 s3"));
    await read("index/overlapping-series", () => index.candidates({ ...one, steps: 9, startMs: 0, endMs: 9 }, 8));
    await read("index/total-bytes", () => index.totalBytes());
    await read("index/least-used", () => index.leastUsed(32, ["d1", "d2"]));
    await read("index/totals", () => index.totals());
    await read("index/counts", () => index.counts());
    await read("index/looks-of-a-dataset", () => index.lookedAt("d7"));
    await read("index/idle-series", () => index.idleSeries(["d1", "d2"]));
    await read("index/next-files", () => index.chunkFilesAfter(chunks / 2, 64));
    await read("index/files-of-a-series", () => index.filesOf(7));
    await read("index/open", () => new IndexDatabase(join(folder, "index.sqlite"), true).close());
    await aside(join(folder, "index.sqlite"), db, runs, figure);
    await answers(db, folder, read, { runs, figure });
  } finally {
    db.close();
    rmSync(folder, { recursive: true });
  }
}

/** What takes longer than that is done by a thread: for how long main is held up by it, beside how long it takes here. */
async function aside(path: string, db: IndexDatabase, runs: number, figure: BenchContext["figure"]): Promise<void> {
  const thread = new DatabaseThread(join(import.meta.dirname, "..", "src", "worker", "database", "entry.ts"));
  const distant = thread.on(path);
  const works: readonly [id: string, aside: () => Promise<unknown>, here: () => unknown][] = [
    [
      "aside/list-of-datasets",
      async () => cachedDatasets(await distant.all(listDatasets), []),
      () => cachedDatasets(db.all(listDatasets), []),
    ],
    ["aside/check-of-the-index", () => thread.isSound(path), () => db.isSound()],
  ];
  for (const [id, there, here] of works) {
    await there();
    const held: number[] = [];
    for (let run = 0; run < runs; run += 1) held.push(await longestHold(there));
    const direct = await measure(here, { runs });
    const baseline = { baseline: quantile(direct, 0.95) };
    figure({
      id: `${id}-held-p95`,
      value: quantile(held, 0.95),
      unit: "ms",
      target: `<= ${maxReadMs}`,
      ...baseline,
      runs,
    });
    const waited = await measure(there, { runs });
    figure({ id: `${id}-answered-p95`, value: quantile(waited, 0.95), unit: "ms", ...baseline, runs });
  }
  await thread.stop();
}

/** The longest time in which this thread did nothing else while `work` was under way, in milliseconds. */
async function longestHold(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  let isOver = false;
  const look = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (!isOver) setImmediate(look);
  };
  setImmediate(look);
  await work();
  isOver = true;
  look();
  return longest;
}

async function answers(
  db: IndexDatabase,
  root: string,
  read: (id: string, work: () => unknown) => Promise<void>,
  { runs, figure }: { readonly runs: number; readonly figure: BenchContext["figure"] },
): Promise<void> {
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const notice = new DiskNotice(() => undefined);
  const store = new AnswerCache({ root, db, maxBytes: 16e6, wallNow: Date.now, logger, notice });
  const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const cache = new QueryCache({ maxBytes: 80e6, ttlMs: 1e9, now: () => performance.now(), store, pause });
  const value = {
    coverage: 0.8,
    past: Array.from({ length: 40 }, (_, index) => ({ origin: -index, loss: index / 7 })),
  };
  let asked = 0;
  const query = (about: number) => ({ kind: "coverage", dataset: "d7", about: { about } });
  const work = async () => ({ value, bytes: 4000 });
  await read("answers/stored", () => cache.answer(query((asked += 1)), work));
  await read("answers/in-memory", () => cache.answer(query(1), work));
  await read("answers/on-disk", () => {
    cache.forget();
    return cache.answer(query(1), work);
  });
  const origins = Array.from({ length: 256 }, (_, index) => index);
  const pieces = (missing: readonly number[]) => Promise.resolve(missing.map(() => ({ value: 1, bytes: 700 })));
  await cache.intervals.answer(query(0.5), origins, pieces);
  const score = { ...nothingScored, steps: 24, mase: 1 / 3, pinballSum: 1 / 7, crpsSum: 1 / 9 };
  const scores = (missing: readonly number[]) =>
    Promise.resolve(missing.map(() => ({ value: [score, score], bytes: 1400 })));
  let tables = 0;
  const held = async (id: string, work: () => Promise<unknown>): Promise<void> => {
    const times: number[] = [];
    for (let run = -3; run < runs; run += 1) {
      const time = await longestHold(work);
      if (run >= 0) times.push(time);
    }
    figure({ id: `${id}-p50`, value: median(times), unit: "ms", runs });
    figure({ id: `${id}-p95`, value: quantile(times, 0.95), unit: "ms", target: `<= ${maxReadMs}`, runs });
  };
  // All of it: the answer, and what is written behind it.
  const whole = async (count: number): Promise<void> => {
    await cache.intervals.answer(query((tables -= 1)), origins.slice(0, count), scores);
    for (let turn = 0; turn < 12; turn += 1) await pause();
  };
  await held("answers/40-origins-stored-held", () => whole(40));
  await held("answers/256-origins-stored-held", () => whole(256));
  await held("answers/256-origins-on-disk-held", async () => {
    cache.forget();
    await cache.intervals.answer(query(-1 - 2 * runs), origins, () => Promise.reject(new Error("they are on disk")));
  });
  await read("answers/range-in-memory", () => cache.intervals.answer(query(0.5), origins, pieces));
}

/** Five series in each dataset, each with one column. */
function fill(db: IndexDatabase, index: CacheIndex, chunks: number): void {
  const perColumn = chunks / 1000;
  db.transaction(() => {
    for (let dataset = 0; dataset < 200; dataset += 1) {
      for (let series = 0; series < 5; series += 1) {
        const name = `d${dataset} s${series}`;
        const { id: seriesId } = index.putSeries(
          {
            ...{ dataset: `d${dataset}`, series: `s${series}`, frequency: { unit: "hour", count: 1 } },
            ...{ steps: 64 * perColumn, startMs: dataset, endMs: dataset + 1e6 },
          },
          { file: `series/${name}.arrow`, bytes: 1000, sha256: "0".repeat(64) },
          dataset,
        );
        const { id } = index.putColumn({
          ...{ key: name, seriesId, model: "m", horizonSteps: 24, valuesPerForecast: 456, originCount: 64 * perColumn },
        });
        for (let chunk = 0; chunk < perColumn; chunk += 1) {
          const file = { file: `forecasts/${name}/${chunk}.arrow`, bytes: 117_000, sha256: "0".repeat(64) };
          index.putChunk(id, chunk, file, new Uint8Array(8).fill(255), 64, chunk);
        }
      }
    }
    for (let answer = 0; answer < 2000; answer += 1)
      db.run(
        "insert into queries (key, dataset, value, bytes, sha256, ttl_ms, written_ms, used_ms) values (?, ?, ?, ?, ?, ?, ?, ?)",
        ...([`k${answer}`, `d${answer % 200}`, "x".repeat(700), 700, "0", 1e9, 0, answer] as const),
      );
  });
}
