/**
 * `npm test`: lint, types, unused code, unit tests, build, end-to-end tests. `npm test -- PART [WORDS]` runs one part:
 * lint, types, unused, unit [files], build, e2e [files], and `ready`: all before the build, without the slow unit tests. The last
 * line is always `N passed, N failed`.
 */
import "./lib/require-node.mjs";
import fs from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { runCanary } from "./lib/lint-canary.mjs";
import { ensureBuild } from "./lib/ensure-build.mjs";
import { readText } from "./lib/files.mjs";
import { say, seconds, SetupError } from "./lib/log.mjs";
import { inRoot, scratch } from "./lib/paths.mjs";
import { collect, inOurPlace } from "./lib/processes.mjs";
import { electronEnvironment, hasDisplay, nodeEnvironment } from "./lib/run-electron.mjs";
import { setUp } from "./lib/setup.mjs";
import { countPlaywright, countVitest, none, oneCheck, sum, verdict } from "./lib/test-counts.mjs";
import { startVirtualDisplay } from "./lib/virtual-display.mjs";

const minute = 60_000;

function print(text) {
  if (text.trim()) process.stdout.write(`${text.trimEnd()}\n`);
}

/** A tool that says nothing worth reading when all is well. */
async function quietCheck(command, args, options) {
  const result = await collect(command, args, { cwd: inRoot(), timeoutMs: 5 * minute, ...options });
  if (result.code !== 0) print(result.output);
  return oneCheck(result.code === 0);
}

function bin(...parts) {
  return inRoot("node_modules", ...parts);
}

/** A report of this run only: two runs at the same time must not read each other's. */
function reportFile(name) {
  return path.join(scratch, `${name}-${process.pid}.json`);
}

const unitReport = reportFile("unit");
const e2eReport = reportFile("e2e");

/** Runs a test runner with its own output, then reads its JSON report. */
async function runner(command, args, report, count, options) {
  fs.mkdirSync(path.dirname(report), { recursive: true });
  const code = await inOurPlace(command, args, { cwd: inRoot(), ...options });
  const text = readText(report);
  fs.rmSync(report, { force: true });
  return count(JSON.parse(text ?? "null"), code);
}

/** Two tests at a time where there are two cores, each with a display of its own; then those that measure, one after the other. */
async function e2e(electron, words) {
  const count = hasDisplay() ? 0 : Math.min(2, availableParallelism());
  const displays = await Promise.all(Array.from({ length: count }, startVirtualDisplay));
  const names = displays.map(({ display }) => display);
  const env = {
    ...electronEnvironment(electron),
    ...(count > 0 && { DISPLAY: names[0], FANTAIL_DISPLAYS: names.join(" ") }),
    PLAYWRIGHT_JSON_OUTPUT_FILE: e2eReport,
  };
  const cli = bin("@playwright", "test", "cli.js");
  try {
    const results = [];
    for (const project of ["together", "alone"]) {
      const args = [cli, "test", `--project=${project}`, "--pass-with-no-tests", ...words];
      const options = { env, timeoutMs: 20 * minute };
      results.push(await runner(process.execPath, args, e2eReport, countPlaywright, options));
    }
    const counts = sum(results);
    // Words that no file's name has in it.
    return counts.passed + counts.failed + counts.skipped === 0 ? oneCheck(false) : counts;
  } finally {
    for (const { stop } of displays) stop();
  }
}

/** Every step, in order. `part` is the word that selects it; each resolves with its counts. */
const steps = [
  {
    part: "lint",
    title: "lint with the import table",
    run: () => quietCheck(process.execPath, [bin("oxlint", "bin", "oxlint"), "--type-aware", "--deny-warnings"]),
  },
  {
    part: "lint",
    title: "lint finds planted breaches",
    run: async () => {
      const problems = await runCanary();
      print(problems.join("\n"));
      return oneCheck(problems.length === 0);
    },
  },
  {
    part: "lint",
    title: "texts stand where a second language reaches them",
    run: async () => {
      // It parses with a package, which set-up brings.
      const { textProblems } = await import("./lib/literal-texts.mjs");
      const problems = textProblems();
      print(problems.join("\n"));
      return oneCheck(problems.length === 0);
    },
  },
  {
    part: "lint",
    title: "format, as npm run format leaves it",
    run: () => quietCheck(process.execPath, [bin("oxfmt", "bin", "oxfmt"), "--check"]),
  },
  {
    part: "types",
    title: "types, one project per runtime",
    run: () => quietCheck(process.execPath, [bin("typescript", "bin", "tsc"), "-b"]),
  },
  {
    part: "unused",
    title: "unused code",
    // Not under Electron: its memory cage refuses the large buffer that the parser maps.
    run: () => quietCheck(process.execPath, [bin("knip", "bin", "knip.js"), "--no-progress"]),
  },
  {
    part: "unit",
    title: "unit and property tests under Electron's Node",
    run: (electron, words) =>
      runner(
        electron.executable,
        [
          bin("vitest", "vitest.mjs"),
          "run",
          "--reporter=default",
          "--reporter=json",
          `--outputFile.json=${unitReport}`,
          ...words,
        ],
        unitReport,
        countVitest,
        { env: nodeEnvironment(electron), timeoutMs: 8 * minute },
      ),
  },
  {
    part: "build",
    title: "build",
    run: async () => {
      await ensureBuild();
      return oneCheck(true);
    },
  },
  { part: "e2e", title: "end-to-end tests in the real window", run: e2e },
];

/** A step that throws has failed; the ones after it still run and the last line still comes. */
async function runStep(step, electron, words) {
  const started = performance.now();
  process.stdout.write(`\n== ${step.title}\n`);
  let counts;
  try {
    counts = await step.run(electron, words);
  } catch (error) {
    print(error instanceof SetupError ? error.message : String(error?.stack ?? error));
    counts = oneCheck(false);
  }
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
  process.stdout.write(`== ${step.title}: ${verdict(counts)}${skipped} (${seconds(started)})\n`);
  return counts;
}

/** The steps that the first word asks for; all of them without a word. The end-to-end tests need the bundles. */
function select(part) {
  if (part === undefined) return steps;
  if (part === "ready") return steps.filter((step) => !["build", "e2e"].includes(step.part));
  const wanted = part === "e2e" ? ["build", "e2e"] : [part];
  const selected = steps.filter((step) => wanted.includes(step.part));
  if (selected.length > 0) return selected;
  throw new SetupError(
    `npm test knows the parts ${[...new Set(steps.map((step) => step.part))].join(", ")}, ready; not ${part}`,
  );
}

/** The words after a part are its runner's. */
function wordsFor(step, part, words) {
  if (part === "ready") return step.part === "unit" ? ["--project=pure", "--project=fast"] : [];
  return step.part === part ? words : [];
}

/** @param {string[]} wanted */
async function test(wanted) {
  const [part, ...words] = wanted;
  const selected = select(part);
  const needsWindow = selected.some((step) => step.part === "e2e");
  const electron = await setUp({ build: false, withXvfb: needsWindow && !hasDisplay() });
  const results = [];
  for (const step of selected) results.push(await runStep(step, electron, wordsFor(step, part, words)));
  return sum(results);
}

const started = performance.now();
let counts = none;
try {
  counts = await test(process.argv.slice(2));
} catch (error) {
  say(`fantail: ${error instanceof SetupError ? error.message : error?.stack}`);
  counts = oneCheck(false);
}
process.stdout.write(`\nall in ${seconds(started)}\n${verdict(counts)}\n`);
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;
