/** A thread of main, and no process: statements that take longer than main may be held up. */
import { parentPort } from "node:worker_threads";
import { DatabaseServer, type ToDatabase } from "#storage/thread";

const server = new DatabaseServer();
parentPort?.on("message", (message: ToDatabase) => parentPort?.postMessage(server.answer(message)));
