/**
 * The description of a project: one line of JSON, and behind it the bytes of embedded files. What is read here may come from anybody:
 * everything is checked, nothing in it is a path that is used without a question, and what is not known is kept as it is.
 */
import { isAbsolute, posix, win32 } from "node:path";
import { z } from "zod";
import {
  correctionStepSchema,
  fileArrangementSchema,
  scenarioLogSchema,
  keptInfluencesSchema,
  thresholdLogSchema,
  windowLookSchema,
} from "#contract/data";
import { effective, type CorrectionLog } from "#domain/correction";
import { EngineError } from "#domain/errors";
import { scenarioLimits, type ScenarioLog } from "#domain/scenario";
import { faultOfPath } from "#main/platform";
import { type Json, type Project, type ProjectFile, projectLimits, type Sections } from "#domain/project";

/** Of what can't be understood by earlier versions. Sections that are added do not change it. */
const format = 1;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/u);
const placeText = z.string().min(1).max(32_768);

const correctionsSchema = z
  .object({
    steps: z.array(correctionStepSchema).max(2_000),
    position: z.int().nonnegative(),
    nextId: z.int().positive(),
  })
  .refine(({ steps, position }) => position <= steps.length) satisfies z.ZodType<CorrectionLog>;

const methodSchema = z.object({
  series: z.string().max(4096),
  method: z.string().max(1_000),
  metric: z.string().max(100).nullable(),
  score: z.number().nullable(),
  honestScore: z.number().nullable(),
});

const fileSchema = fileArrangementSchema.extend({
  name: z.string().min(1).max(255),
  place: z.object({ relative: placeText.nullable(), absolute: placeText.nullable() }),
  content: sha256.nullable(),
  data: z.int().nonnegative().nullable(),
  corrections: correctionsSchema.nullable().default(null),
  scenarios: scenarioLogSchema.nullable().default(null),
  thresholds: thresholdLogSchema.nullable().default(null),
  influences: keptInfluencesSchema.nullable().default(null),
  methods: z.array(methodSchema).max(1_000_000).default([]),
});

const projectSchema = z.object({
  fantail: z.literal("project"),
  format: z.int().positive(),
  app: z.string().max(100),
  active: z.int().nonnegative().nullable(),
  view: windowLookSchema.catch({}),
  files: z.array(z.looseObject({})).max(projectLimits.files),
  data: z.array(z.object({ bytes: z.int().nonnegative(), sha256 })).max(projectLimits.files),
});

/**
 * @param text the first line of a project's file
 * @throws EngineError project-unreadable
 */
export function parseProject(text: string, name: string): Project {
  const raw = parseJson(text, name);
  const mark = z.object({ fantail: z.literal("project"), format: z.number() }).safeParse(raw);
  if (!mark.success) throw unreadable(`"${name}" is not a project of Fantail.`);
  if (mark.data.format > format) {
    throw unreadable(
      `"${name}" was written by a newer version of Fantail.`,
      "Update Fantail to open it. The file is left as it is.",
    );
  }
  if (isDeeper(raw, projectLimits.depth)) throw damaged(name, "it is nested too deeply");
  const head = projectSchema.safeParse(raw);
  if (!head.success) throw damaged(name, firstProblem(head.error));
  const { app, active, view, data } = head.data;
  const files = head.data.files.map((file, at) => {
    const parsed = fileSchema.safeParse(file);
    if (!parsed.success) throw damaged(name, `file ${at + 1}: ${firstProblem(parsed.error)}`);
    return { ...parsed.data, others: othersOf(file, fileSchema.shape) };
  });
  requireSound(files, data, name);
  return {
    ...{ app, view, data, files },
    active: active !== null && active < files.length ? active : files.length > 0 ? 0 : null,
    others: othersOf(raw as Record<string, unknown>, projectSchema.shape),
  };
}

/** The line that {@link parseProject} reads, with its end. @throws EngineError file-too-large */
export function formatProject({ app, active, view, files, data, others }: Project): string {
  const written = {
    ...others,
    ...{ fantail: "project", format, app, active, view, data },
    files: files.map(({ others: unknown, ...file }) => ({ ...unknown, ...file })),
  };
  const text = `${JSON.stringify(written)}\n`;
  if (Buffer.byteLength(text) > projectLimits.headBytes) {
    throw new EngineError("file-too-large", "The project is too large to be saved.", {
      hint: "Close some of its files, or save them as projects of their own.",
    });
  }
  return text;
}

/**
 * Where a file of a project may be, the likeliest first. Only places that this computer reaches without asking another one: a name of
 * somebody's server is not looked up because a project says so.
 *
 * @param folder the project's own
 */
export function placesOf({ relative, absolute }: ProjectFile["place"], folder: string, isWindows: boolean): string[] {
  const path = isWindows ? win32 : posix;
  const beside = relative === null || relative.includes("\0") ? null : path.resolve(folder, relative);
  const given =
    absolute === null || absolute.includes("\0") || !path.isAbsolute(absolute) ? null : path.normalize(absolute);
  return [...new Set([beside, given].flatMap((place) => place ?? []))].filter(
    (place) =>
      faultOfPath(place, isWindows) === null &&
      (!isWindows || /^[A-Za-z]:[\\/]/u.test(place) || sameRoot(place, folder)),
  );
}

/** From the project's folder, with slashes; null where there is no way. */
export function relativePlace(path: string, folder: string, isWindows: boolean): string | null {
  const relative = (isWindows ? win32 : posix).relative(folder, path);
  return isAbsolute(relative) || win32.isAbsolute(relative) ? null : relative.replaceAll("\\", isWindows ? "/" : "\\");
}

/** A project on a server may name its neighbours there: that server has been asked already. */
function sameRoot(place: string, folder: string): boolean {
  const rootOf = (path: string): string => win32.parse(path).root.replace(/\\$/u, "").toLowerCase();
  return rootOf(place) === rootOf(folder);
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw unreadable(
      `"${name}" is damaged, or not a project of Fantail.`,
      "Open a copy of it, if there is one.",
      cause,
    );
  }
}

function requireSound(files: readonly ProjectFile[], data: Project["data"], name: string): void {
  const sum = data.reduce((bytes, one) => bytes + one.bytes, 0);
  if (sum > projectLimits.dataBytes) throw damaged(name, "its embedded data are too large");
  for (const { data: at, corrections, scenarios } of files) {
    if (at !== null && at >= data.length) throw damaged(name, "embedded data are missing");
    if (scenarios !== null && !isSound(scenarios)) throw damaged(name, "its scenarios contradict each other");
    if (corrections === null) continue;
    const ids = corrections.steps.flatMap(({ adds }) => adds.map(({ id }) => id));
    if (
      new Set(ids).size < ids.length ||
      ids.some((id) => id >= corrections.nextId) ||
      effective(corrections).length > 10_000
    )
      throw damaged(name, "its corrections contradict each other");
  }
}

/** Each id is given once, and none is to be given again. */
function isSound({ steps, nextId }: ScenarioLog): boolean {
  const ids = steps.flatMap(({ changes }) =>
    changes.flatMap((change) => {
      if (change.kind === "create") return [change.scenario];
      return change.kind === "change" ? [...change.adjustments, ...change.edits].map(({ id }) => id) : [];
    }),
  );
  return new Set(ids).size === ids.length && ids.length <= scenarioLimits.adjustments && ids.every((id) => id < nextId);
}

function othersOf(from: Readonly<Record<string, unknown>>, known: object): Sections {
  // What JSON held is JSON.
  return Object.fromEntries(Object.entries(from).filter(([key]) => !Object.hasOwn(known, key))) as Record<string, Json>;
}

/** Without a call within a call: this is what it protects from. */
function isDeeper(value: unknown, limit: number): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit) return true;
    level = level.flatMap((one) => (typeof one === "object" && one !== null ? Object.values(one) : []));
  }
  return false;
}

function firstProblem(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined ? "it is not what it should be" : `${issue.path.join(".") || "it"}: ${issue.message}`;
}

function damaged(name: string, what: string): EngineError {
  return unreadable(`"${name}" is damaged: ${what}.`, "The file is left as it is.");
}

export function unreadable(message: string, hint?: string, cause?: unknown): EngineError {
  return new EngineError("project-unreadable", message, {
    ...(hint === undefined ? {} : { hint }),
    ...(cause === undefined ? {} : { cause }),
  });
}
