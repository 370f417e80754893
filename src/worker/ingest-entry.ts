/** The ingest utility process: reads files into regular series. One process, any number of imports, each with its id. */
import type { FromIngest, ToIngest } from "#contract/worker";
import { parentPort } from "./inference-port.ts";
import { IngestWork } from "./ingest-work.ts";

const port = parentPort();
const work = new IngestWork((message) => {
  port.postMessage(message);
});

port.on("message", (event) => {
  const message = event.data as ToIngest;
  switch (message.type) {
    case "import":
      void work.import(message);
      break;
    case "cancel":
      work.cancel(message.id);
      break;
    case "stop":
      work.cancelAll();
      process.exit(0);
  }
});

port.postMessage({ type: "ready" } satisfies FromIngest);
