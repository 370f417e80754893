export {
  type CreateChannel,
  type ForkWorker,
  type WorkerPort,
  createMessageChannel,
  peakResidentBytes,
} from "./fork-worker.ts";
export { type OnDemandOptions, OnDemandWorkers } from "./on-demand-workers.ts";
export { nextRequestId } from "./request-id.ts";
export { asEngineError, engineError } from "./worker-error.ts";
export { WorkerHandle } from "./worker-handle.ts";
export { type SupervisorOptions, type WorkerState, WorkerSupervisor, workerCrashed } from "./worker-supervisor.ts";
