/** The ingest utility process: reads files into regular series. One process, any number of imports, each with its id. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { FromIngest, ToIngest } from "#contract/worker";
import { parentPort } from "#worker/runtime";
import { answerCorrections } from "./corrections.ts";
import { IngestWork } from "./work.ts";

const port = parentPort();
const sqliteThread = new URL("./sqlite-thread.js", import.meta.url);
const work = new IngestWork(
  (message) => {
    port.postMessage(message);
  },
  readerVersion(),
  {
    thread: sqliteThread,
    // Its answer has to leave the process before that ends.
    onStuck: () => setTimeout(() => process.kill(process.pid, "SIGKILL"), 100),
  },
);

/** These bundles name their parts by the hash of their content, so their own texts stand for all code that reads a file. */
function readerVersion(): string {
  const code = createHash("sha256")
    .update(readFileSync(fileURLToPath(import.meta.url)))
    .update(readFileSync(fileURLToPath(sqliteThread)))
    .digest("hex");
  // Where a file leaves its zone out, the machine's could play a part.
  return `${code} ${Intl.DateTimeFormat().resolvedOptions().timeZone}`;
}

port.on("message", (event) => {
  const message = event.data as ToIngest;
  switch (message.type) {
    case "import":
      void work.import(message);
      break;
    case "reopen":
      void work.reopen(message);
      break;
    case "correct":
    case "suggest":
    case "read-corrections":
      void answerCorrections(message).then((answer) => port.postMessage(answer));
      break;
    case "cancel":
      work.cancel(message.id);
      break;
    case "stop":
      work.cancelAll();
      // What was said last has to leave the process before it ends.
      void work.settled().finally(() => setTimeout(() => process.exit(0), 20));
  }
});

port.postMessage({ type: "ready" } satisfies FromIngest);
