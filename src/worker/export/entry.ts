/** The export utility process: turns forecasts into files. One request after the other; it keeps no state. */
import { basename } from "node:path";
import { checkedOfExport, type FromExport, type ToExport } from "#contract/worker";
import { requireAllIntact } from "#engine/checksum";
import { toPlainError } from "#domain/errors";
import { decisionsDocument, exportEnding, seriesNotes } from "#engine/export";
import { sidecarPath, csvMetadata, readManifest } from "./manifest.ts";
import { mergeParts } from "./merge.ts";
import { png, render } from "./render.ts";
import { writeAtomically } from "./write.ts";
import { parentPort } from "#worker/runtime";

const port = parentPort();
let work: Promise<void> = Promise.resolve();

function post(message: FromExport): void {
  port.postMessage(message);
}

/** The one catch: whatever goes wrong is answered under its id, and the process lives on. */
async function write(request: Extract<ToExport, { type: "export" }>): Promise<void> {
  try {
    requireAllIntact("forecasts", request.checksum, checkedOfExport(request.forecasts, request.decisions));
    const bytes = await writeAtomically(request.path, await render(request));
    if (exportEnding(request.path) === ".csv") {
      await writeAtomically(
        sidecarPath(request.path),
        csvMetadata(
          basename(request.path),
          request.manifest,
          seriesNotes(request.forecasts),
          decisionsDocument(request.decisions ?? {}, request.forecasts),
        ),
      );
    }
    post({ type: "written", id: request.id, path: request.path, bytes });
  } catch (error) {
    post({ type: "failed", id: request.id, error: toPlainError(error) });
  }
}

async function draw({ id, path, svg, format }: Extract<ToExport, { type: "picture" }>): Promise<void> {
  try {
    const bytes = await writeAtomically(path, format === "png" ? png(svg) : svg);
    post({ type: "written", id, path, bytes });
  } catch (error) {
    post({ type: "failed", id, error: toPlainError(error) });
  }
}

async function manifestOf({ id, path }: Extract<ToExport, { type: "manifest" }>): Promise<void> {
  try {
    post({ type: "manifest", id, manifest: await readManifest(path) });
  } catch (error) {
    post({ type: "failed", id, error: toPlainError(error) });
  }
}

async function merge({ id, path, parts }: Extract<ToExport, { type: "merge" }>): Promise<void> {
  try {
    post({ type: "merged", id, ...(await mergeParts(path, parts)) });
  } catch (error) {
    post({ type: "failed", id, error: toPlainError(error) });
  }
}

port.on("message", (event) => {
  const message = event.data as ToExport;
  switch (message.type) {
    case "export":
      work = work.then(() => write(message));
      break;
    case "picture":
      work = work.then(() => draw(message));
      break;
    case "merge":
      work = work.then(() => merge(message));
      break;
    case "manifest":
      work = work.then(() => manifestOf(message));
      break;
    case "stop":
      void work.finally(() => process.exit(0));
  }
});

post({ type: "ready" });
