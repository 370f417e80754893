import type { CorrectionLog } from "#domain/correction";
import type { KeptInfluences } from "#domain/influence";
import type { AdoptedMethod } from "#domain/job";
import type { ScenarioLog } from "#domain/scenario";
import type { ThresholdLog } from "#domain/threshold";
import type { Arrangement, FileArrangement } from "./arrangement.ts";

/** Ending of a project's file, without the dot. */
export const projectExtension = "fantail";

/** Anything that JSON holds. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** What else belongs to a file or to a project, by its name: later versions add some, and those not known are kept as they are. */
export type Sections = Readonly<Record<string, Json>>;

/** Where a file of a project is. */
export interface ProjectPlace {
  /** From the project's own folder, with slashes; null where there is no way, as from one drive to another. */
  readonly relative: string | null;
  readonly absolute: string | null;
}

/** A method that was adopted for a series, without what only the computer knows that adopted it. */
export type ProjectMethod = Pick<AdoptedMethod, "series" | "method" | "metric" | "score" | "honestScore">;

/** One file of a project: what it is, how it is read and looked at, and what was made of it. */
export interface ProjectFile extends FileArrangement {
  /** Without its folder. */
  readonly name: string;
  readonly place: ProjectPlace;
  /** Handle of the file's own content when it was saved, without corrections; null where it was not read. */
  readonly content: string | null;
  /** Place among the project's embedded data; null where the file is only referred to. */
  readonly data: number | null;
  readonly corrections: CorrectionLog | null;
  readonly scenarios: ScenarioLog | null;
  readonly thresholds: ThresholdLog | null;
  readonly influences: KeptInfluences | null;
  readonly methods: readonly ProjectMethod[];
  /** Sections that this version does not know. */
  readonly others: Sections;
}

/** The bytes of a file, as they are, in the project's own file. */
export interface EmbeddedData {
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

export interface Project extends Arrangement<ProjectFile> {
  /** Version of the application that wrote it. */
  readonly app: string;
  /** Embedded files, in the order in which their bytes follow. */
  readonly data: readonly EmbeddedData[];
  /** Sections that this version does not know. */
  readonly others: Sections;
}

/** A project beyond these is refused, and never written. */
export const projectLimits = {
  files: 1_000,
  /** Of the description, before the embedded data. */
  headBytes: 16 * 1024 * 1024,
  /** Of all embedded data. */
  dataBytes: 1024 * 1024 * 1024,
  /** Lists and objects within each other. */
  depth: 64,
} as const;
