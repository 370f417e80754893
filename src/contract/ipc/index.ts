/**
 * Everything that the window may say to the main process, declared once: a file per capability, put together here. Handler,
 * preload and renderer types all follow from these tables; both ends check the same schemas, so a channel can't drift.
 */
import type { z } from "zod";
import type { Received } from "#contract/data";
import type { Outcome } from "#domain/errors";
import { appEvents, appRequests } from "./app.ts";
import { availabilityRequests } from "./availability.ts";
import { cacheRequests } from "./cache.ts";
import { comparisonEvents, comparisonRequests } from "./comparison.ts";
import { correctionEvents, correctionRequests } from "./corrections.ts";
import { coverageRequests } from "./coverage.ts";
import { datasetEvents, datasetRequests } from "./datasets.ts";
import { diagnosticsEvents, diagnosticsRequests } from "./diagnostics.ts";
import { exportEvents, exportRequests } from "./exports.ts";
import { fileEvents, fileRequests, type FolderListing, type Grant } from "./files.ts";
import { forecastEvents, forecastRequests } from "./forecasts.ts";
import { influenceEvents, influenceRequests } from "./influences.ts";
import { jobEvents, jobRequests } from "./jobs.ts";
import { modelEvents, modelRequests } from "./models.ts";
import { overviewRequests } from "./overview.ts";
import { profileEvents, profileRequests } from "./profile.ts";
import { scenarioEvents, scenarioRequests } from "./scenarios.ts";
import { sessionEvents, sessionRequests } from "./sessions.ts";
import { settingsEvents, settingsRequests } from "./settings.ts";
import { thresholdEvents, thresholdRequests } from "./thresholds.ts";
import { totalsEvents, totalsRequests } from "./totals.ts";
import { versionsEvents, versionsRequests } from "./versions.ts";

export type { CacheEntry, CacheInfo } from "./cache.ts";
export type {
  Candidate,
  Candidates,
  Compared,
  ComparisonReport,
  EarlyRow,
  ResidualAnswer,
  WaitingModel,
} from "./comparison.ts";
export { checkedOfAnswer, checkedRequests, isCheckedRequest } from "./checked.ts";
export { sampleSchema, type FileState, type FolderListing, type Grant, type Sample } from "./files.ts";
export { deviceSettingSchema, type ModelCandidate } from "./models.ts";
export { settingSchemas } from "./settings.ts";
export type { KeptFile, KeptSession, ProjectState } from "./sessions.ts";

/** Request name → shape of its argument and of its value. Every answer is an Outcome of the value. */
export const requests = {
  ...appRequests,
  ...fileRequests,
  ...datasetRequests,
  ...correctionRequests,
  ...scenarioRequests,
  ...forecastRequests,
  ...coverageRequests,
  ...exportRequests,
  ...settingsRequests,
  ...cacheRequests,
  ...modelRequests,
  ...diagnosticsRequests,
  ...jobRequests,
  ...comparisonRequests,
  ...availabilityRequests,
  ...overviewRequests,
  ...influenceRequests,
  ...profileRequests,
  ...thresholdRequests,
  ...totalsRequests,
  ...versionsRequests,
  ...sessionRequests,
} as const satisfies Record<string, { args: z.ZodType; value: z.ZodType }>;

export type RequestName = keyof typeof requests;
export type RequestArgs<N extends RequestName> = Received<(typeof requests)[N]["args"]>;
export type RequestValue<N extends RequestName> = Received<(typeof requests)[N]["value"]>;
/** Answers with many numbers come with a checksum over `checkedOfAnswer`. */
export type RequestOutcome<N extends RequestName> = Outcome<RequestValue<N>> & { readonly checksum?: string };

/** Event name → shape of its payload (main → renderer). */
export const events = {
  ...appEvents,
  ...fileEvents,
  ...datasetEvents,
  ...correctionEvents,
  ...scenarioEvents,
  ...forecastEvents,
  ...exportEvents,
  ...settingsEvents,
  ...modelEvents,
  ...diagnosticsEvents,
  ...jobEvents,
  ...influenceEvents,
  ...comparisonEvents,
  ...profileEvents,
  ...thresholdEvents,
  ...totalsEvents,
  ...versionsEvents,
  ...sessionEvents,
} as const satisfies Record<string, z.ZodType>;

export type EventName = keyof typeof events;
export type EventPayload<N extends EventName> = Received<(typeof events)[N]>;
export type AnyEvent = { [N in EventName]: { readonly name: N; readonly payload: EventPayload<N> } }[EventName];

/** A DOM File, named by what the contract may know of it. */
export interface DroppedFile {
  readonly name: string;
  readonly size: number;
}

/** What the preload script puts on `window.fantail`. */
export interface FantailApi {
  request<N extends RequestName>(requestId: string, name: N, args: RequestArgs<N>): Promise<RequestOutcome<N>>;
  cancel(requestId: string): void;
  /** Grants a file that the user dropped. A File without a real path is refused. */
  grantDropped(file: DroppedFile): Promise<Outcome<Grant>>;
  /** The data files of a folder that the user dropped; `file-unreadable` for anything else. */
  listDropped(folder: DroppedFile): Promise<Outcome<FolderListing>>;
  /** The same for a model, which may be a folder. */
  grantDroppedModel(file: DroppedFile): Promise<Outcome<Grant>>;
  /** Returns the function that unsubscribes. */
  onEvent(listener: (event: AnyEvent) => void): () => void;
}
