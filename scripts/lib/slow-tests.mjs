/**
 * Unit tests that `npm run ready` leaves to `npm test`: each took more than two seconds alone, because it runs a model or fits thousands,
 * writes to a disk until it is full or starts other programs. Everything else together takes about as long as they do.
 */
export const slowTests = [
  // Models in ONNX Runtime: 27 s.
  "src/worker/inference/ort-runtime.test.ts",
  // SQLite and files on disk, thousands of rows: 3 to 6 s each.
  "src/main/cache/answer-cache.test.ts",
  "src/main/cache/forecast-archive.test.ts",
  "src/main/database/open-database.test.ts",
  "src/main/cache/archive-budget.test.ts",
  "src/worker/ingest/dataset-cache.test.ts",
  "src/worker/jobs/job-store.test.ts",
  "src/worker/jobs/job-store.model.test.ts",
  "src/worker/jobs/scheduler.test.ts",
  // A journal that waits for the disk with each of its steps, through hundreds of killed processes.
  "src/cli/watch-kills.test.ts",
  // Thousands of fits: 4 s.
  "src/engine/search/known-answers.test.ts",
  // Hundreds of profiles of series: 3 s each.
  "src/engine/profile/labels.test.ts",
  "src/engine/profile/profile-series.test.ts",
  // Pictures and workbooks of every kind: 3 s.
  "src/worker/export/manifest.test.ts",
  // Some thousand fits: 7 s.
  "src/main/evaluation/no-leakage.test.ts",
  // Ten thousand forecasts, through the queue to their scores: 2 s.
  "src/main/evaluation/evaluation-queue.test.ts",
  // Other programs, started and ended: 2 to 3 s each. The canary itself is a step of the lint.
  "scripts/lib/lint-canary.test.mjs",
  "scripts/lib/processes.test.mjs",
  "bench/fuzz.test.ts",
  "bench/ipc-fuzz.test.ts",
  // Files that unpack to gigabytes: 20 s.
  "src/worker/ingest/hostile-files.test.ts",
];
