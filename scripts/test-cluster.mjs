/**
 * `npm run test:cluster [-- STEP…]`: the jobs that `fantail export-job` writes on real engines, and parts of runs on a real Slurm.
 * Needs Python 3.11, a Java runtime and, for Slurm, Debian's slurm-wlm and munge with root; neither `npm start` nor `npm test` needs it.
 */
import "./lib/require-node.mjs";
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { main, say } from "./lib/log.mjs";
import { inRoot } from "./lib/paths.mjs";

const folder = process.env["FANTAIL_CLUSTER"] ?? inRoot("node_modules/.cache/fantail-cluster");
const at = (...names) => path.join(folder, ...names);
const python = at("venv/bin/python");
const script = (name) => inRoot("scripts/cluster", name);
const count = Number(process.env["FANTAIL_CLUSTER_SERIES"] ?? 10_000);
const horizon = "12";

/**
 * Waits for a command; its output is shown only if it fails. Says how long it took.
 * @param {string} what
 * @param {string} command
 * @param {readonly string[]} words
 * @param {{ env?: Record<string, string>, cwd?: string,
 *   during?: (child: import("node:child_process").ChildProcess) => Promise<void> }} [options]
 */
async function run(what, command, words, { env = {}, cwd = folder, during } = {}) {
  const log = at(`${what.replaceAll(/\W+/g, "-")}.log`);
  const out = fs.openSync(log, "w");
  const startedMs = performance.now();
  const child = spawn(command, words, { cwd, stdio: ["ignore", out, out], env: { ...process.env, ...env } });
  const ended = new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => resolve(code));
  });
  await during?.(child);
  const code = await ended;
  fs.closeSync(out);
  if (code !== 0) throw new Error(`${what} ended with ${code}:\n${fs.readFileSync(log, "utf8").slice(-4_000)}`);
  const seconds = (performance.now() - startedMs) / 1000;
  say(`${what}: ${seconds.toFixed(1)} s`);
  return { seconds, text: fs.readFileSync(log, "utf8") };
}

const fantail = (what, words) =>
  run(what, process.execPath, [inRoot("scripts/fantail.mjs"), ...words], { cwd: inRoot() });

async function compare(what, one, other) {
  const { text } = await run(`compare ${what}`, python, [script("compare.py"), one, other]);
  say(`${what}: ${text.trim()}`);
}

/** All processes below one, with their command lines. */
function descendantsOf(pid) {
  const all = spawnSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8", maxBuffer: 1e8 }).stdout;
  const rows = all.split("\n").flatMap((line) => {
    const [, id, parent, words] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return id === undefined ? [] : [{ pid: Number(id), parent: Number(parent), words }];
  });
  const below = new Set([pid]);
  for (let size = 0; size !== below.size;) {
    size = below.size;
    for (const row of rows) if (below.has(row.parent)) below.add(row.pid);
  }
  return rows.filter((row) => row.pid !== pid && below.has(row.pid));
}

/** Two nodes of one core each on one host; a node that says nothing for 10 s is down, and its tasks run elsewhere. */
function slurmConfig(slurm, host) {
  const node = (name, port) =>
    `NodeName=${name} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${port} CPUs=1 RealMemory=2000`;
  return `ClusterName=fantail
SlurmctldHost=${host}(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=${slurm}/munge.socket
StateSaveLocation=${slurm}/state
SlurmdSpoolDir=${slurm}/spool-%n
SlurmctldPidFile=${slurm}/slurmctld.pid
SlurmdPidFile=${slurm}/slurmd-%n.pid
SlurmctldLogFile=${slurm}/slurmctld.log
SlurmdLogFile=${slurm}/slurmd-%n.log
SlurmctldPort=16817
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SlurmdTimeout=10
JobRequeue=1
MpiDefault=none
${node("a", 16818)}
${node("b", 16819)}
PartitionName=main Nodes=a,b Default=YES MaxTime=INFINITE State=UP
`;
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const steps = {
  /** One command over everything: what all others are compared with. */
  async whole() {
    const { seconds } = await fantail("one command", [
      ...["forecast", at("data.csv"), "--horizon", horizon, "--model", "fantail-tiny", "--device", "cpu", "--once"],
      ...["--out", at("whole.parquet")],
    ]);
    say(`one command: ${(count / seconds).toFixed(0)} series a second`);
  },
  /** Two parts, merged. */
  async parts() {
    for (const part of [1, 2])
      await fantail(`part ${part} of 2`, [
        ...["forecast", at("data.csv"), "--horizon", horizon, "--model", "fantail-tiny", "--device", "cpu", "--once"],
        ...["--shard", `${part}/2`, "--out", at(`part-${part}.parquet`)],
      ]);
    await fantail("merge", ["merge", at("part-2.parquet"), at("part-1.parquet"), "--out", at("merged.parquet")]);
    await compare("merged parts", at("whole.parquet"), at("merged.parquet"));
  },
  async job() {
    fs.rmSync(at("job"), { recursive: true, force: true });
    await fantail("export-job", ["export-job", at("job"), "--model", "fantail-tiny", "--horizon", horizon]);
    await run("the job's own tests", python, ["-m", "pytest", "-q", "test_forecast.py"], { cwd: at("job") });
    const words = [at("job/forecast_local.py"), at("data.parquet"), at("local.parquet"), horizon];
    const { seconds } = await run("one process", python, words);
    say(`one process: ${(count / seconds).toFixed(0)} series a second`);
    await compare("one process", at("whole.parquet"), at("local.parquet"));
  },
  /** An executor is killed after the first part was written. */
  async spark() {
    const home = spawnSync(python, ["-c", "import pyspark, os; print(os.path.dirname(pyspark.__file__))"], {
      encoding: "utf8",
    });
    const env = { SPARK_HOME: home.stdout.trim(), PYSPARK_PYTHON: python, SPARK_LOCAL_IP: "127.0.0.1" };
    const job = { FANTAIL_JOB: at("job"), FANTAIL_PARTITIONS: "16" };
    const words = [
      ...["--master", "local-cluster[2,1,1024]", "--conf", "spark.ui.enabled=false"],
      ...["--conf", `spark.executorEnv.FANTAIL_JOB=${at("job")}`],
      ...[at("job/forecast_spark.py"), at("data.parquet"), at("spark.out"), horizon],
    ];
    fs.rmSync(at("spark.out"), { recursive: true, force: true });
    let killed = null;
    const { seconds, text } = await run("spark", path.join(env.SPARK_HOME, "bin/spark-submit"), words, {
      env: { ...env, ...job },
      during: async (child) => {
        while (child.exitCode === null && killed === null) {
          await sleep(200);
          const written = fs.existsSync(at("spark.out"))
            ? fs
                .readdirSync(at("spark.out"), { recursive: true, encoding: "utf8" })
                .filter((name) => /part-[^/]*\.parquet$/.test(name))
            : [];
          const executor = descendantsOf(child.pid).find(({ words }) => words.includes("--executor-id 0"));
          if (written.length < 2 || executor === undefined) continue;
          killed = executor.pid;
          process.kill(killed, "SIGKILL");
        }
      },
    });
    if (killed === null || !/Lost executor 0/.test(text)) throw new Error("No executor was killed while Spark worked.");
    say(
      `spark, executor ${killed} killed and its parts computed again: ${(count / seconds).toFixed(0)} series a second`,
    );
    await compare("spark", at("whole.parquet"), at("spark.out"));
  },
  async ray() {
    fs.rmSync(at("ray.out"), { recursive: true, force: true });
    const words = [script("ray_two_nodes.py"), at("job"), at("data.parquet"), at("ray.out"), horizon];
    const { seconds } = await run("ray", python, words, { env: { FANTAIL_JOB: at("job"), FANTAIL_PARTITIONS: "8" } });
    say(`ray, two nodes: ${(count / seconds).toFixed(0)} series a second`);
    await compare("ray", at("whole.parquet"), at("ray.out"));
  },
  /** A Slurm of two nodes on this host; one of them dies while it has a part. */
  async slurm() {
    const slurm = at("slurm");
    if (!fs.existsSync("/usr/sbin/slurmctld"))
      throw new Error("There is no Slurm here: apt-get install slurm-wlm munge, as root.");
    fs.rmSync(slurm, { recursive: true, force: true });
    for (const name of ["state", "spool-a", "spool-b", "parts"])
      fs.mkdirSync(path.join(slurm, name), { recursive: true });
    const host = os.hostname().split(".")[0];
    fs.writeFileSync(path.join(slurm, "munge.key"), randomBytes(1024), { mode: 0o400 });
    fs.writeFileSync(path.join(slurm, "slurm.conf"), slurmConfig(slurm, host));
    const env = {
      SLURM_CONF: path.join(slurm, "slurm.conf"),
      FANTAIL: `${process.execPath} ${inRoot("scripts/fantail.mjs")}`,
    };
    const call = (command, ...words) => {
      const { status, stdout, stderr } = spawnSync(command, words, {
        encoding: "utf8",
        env: { ...process.env, ...env },
      });
      if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr}`);
      return stdout.trim();
    };
    const pidOf = (name) => Number(fs.readFileSync(path.join(slurm, `${name}.pid`), "utf8"));
    const files = ["key", "log", "seed"].map((name) => `--${name}-file=${path.join(slurm, `munge.${name}`)}`);
    const sockets = [`--socket=${path.join(slurm, "munge.socket")}`, `--pid-file=${path.join(slurm, "munged.pid")}`];
    const daemons = ["munged", "slurmctld", "slurmd-a", "slurmd-b"];
    try {
      call("/usr/sbin/munged", "--force", ...files, ...sockets);
      call("/usr/sbin/slurmctld", "-c");
      for (const node of ["a", "b"]) call("/usr/sbin/slurmd", "-N", node);
      const small = Math.min(count, 40);
      await run("data for Slurm", python, [
        script("make_data.py"),
        at("small.csv"),
        at("small.parquet"),
        String(small),
      ]);
      const [parts, log] = [path.join(slurm, "parts"), path.join(slurm, "task-%a.log")];
      const words = ["--array=1-4", `--output=${log}`, script("array.sbatch"), at("small.csv"), parts];
      const job = call("sbatch", "--parsable", ...words);
      let victim = "";
      for (;;) {
        const tasks = call("squeue", "-h", "-r", "-j", job, "-o", "%A %K %T %N")
          .split("\n")
          .filter((line) => line !== "");
        if (tasks.length === 0) break;
        const [, id, task] =
          tasks.map((line) => /^(\d+) (\d+) RUNNING b$/.exec(line)).find((found) => found !== null) ?? [];
        if (victim === "" && id !== undefined) {
          // Long enough for the part to be begun.
          await sleep(3_000);
          victim = task;
          const all = descendantsOf(1).filter(({ words: line }) => line.includes(`slurmstepd: [${id}.batch]`));
          const dead = [
            pidOf("slurmd-b"),
            ...all.flatMap(({ pid }) => [pid, ...descendantsOf(pid).map((one) => one.pid)]),
          ];
          for (const pid of dead) process.kill(pid, "SIGKILL");
        }
        await sleep(1_000);
      }
      if (victim === "") throw new Error("No part ran on the node that was to die.");
      const again = fs.readFileSync(path.join(slurm, `task-${victim}.log`), "utf8");
      const written = fs.readdirSync(parts).filter((name) => name.endsWith(".parquet"));
      if (written.length !== 4) throw new Error(`${written.length} of 4 parts were written:\n${again}`);
      await fantail("merge of Slurm's parts", [
        "merge",
        ...written.map((name) => path.join(parts, name)),
        ...["--out", at("slurm.parquet")],
      ]);
      const whole = ["forecast", at("small.csv"), "--horizon", horizon, "--device", "cpu", "--once"];
      await fantail("the same in one command", [...whole, "--out", at("small-whole.parquet")]);
      await compare(`slurm, node b killed with part ${victim} in hand`, at("small-whole.parquet"), at("slurm.parquet"));
    } finally {
      for (const name of daemons.toReversed()) {
        try {
          process.kill(pidOf(name));
        } catch {
          // It is not there: killed, or never started.
        }
      }
    }
  },
  async repository() {
    fs.rmSync(at("repository"), { recursive: true, force: true });
    const models = ["--model", "fantail-tiny", "fantail-base"];
    await fantail("export-model-repository", ["export-model-repository", at("repository"), ...models]);
    const { text } = await run("check of the repository", python, [script("check_repository.py"), at("repository")]);
    say(text.trim());
  },
};

await main(async () => {
  const wanted = process.argv.slice(2);
  const unknown = wanted.find((name) => !Object.hasOwn(steps, name));
  if (unknown !== undefined) throw new Error(`There is no step "${unknown}". Known: ${Object.keys(steps).join(", ")}.`);
  fs.mkdirSync(folder, { recursive: true });
  say(
    `everything that this needs and makes is in ${folder}; ${os.cpus().length} cores, load ${os.loadavg()[0].toFixed(1)}`,
  );
  const packages = inRoot("scripts/cluster/requirements.txt");
  const stamp = at("venv/installed.txt");
  if (!fs.existsSync(stamp) || fs.readFileSync(stamp, "utf8") !== fs.readFileSync(packages, "utf8")) {
    say("setting up a Python environment of about 2 GB there, once");
    await run("venv", "python3", ["-m", "venv", at("venv")]);
    await run("pip", python, ["-m", "pip", "install", "-q", "-r", packages]);
    fs.copyFileSync(packages, stamp);
  }
  if (!fs.existsSync(at("data.csv")))
    await run("data", python, [script("make_data.py"), at("data.csv"), at("data.parquet"), String(count)]);
  for (const [name, step] of Object.entries(steps)) if (wanted.length === 0 || wanted.includes(name)) await step();
  return 0;
});
