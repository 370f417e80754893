/** Requests about corrections: what they make of series, suggestions, and files of them. */
import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import {
  checkedOfMessage,
  type CorrectedInWorker,
  type FromCorrections,
  type FromIngest,
  type Sealed,
  type SeriesToCorrect,
  type ToCorrections,
} from "#contract/worker";
import { EngineError, toPlainError } from "#domain/errors";
import { checksumOf, requireAllIntact } from "#engine/checksum";
import { changeBytes, type Content, correct, parseCorrections, suggestOutliers } from "#engine/corrections";
import { asFileError } from "./packed.ts";

/** As many corrections as a file can have, with the longest texts, are less. */
const maxFileBytes = 16 * 1024 * 1024;

/** Never rejects: this is the one catch. */
export async function answerCorrections(request: Sealed<ToCorrections>): Promise<FromIngest> {
  try {
    requireAllIntact("request", request.checksum, checkedOfMessage(request));
    const answer = await answerOf(request);
    return { ...answer, checksum: checksumOf(checkedOfMessage(answer)) };
  } catch (error) {
    return { type: "failed", id: request.id, error: toPlainError(error) };
  }
}

async function answerOf(request: ToCorrections): Promise<FromCorrections> {
  const { id } = request;
  switch (request.type) {
    case "correct":
      return { type: "corrected", id, series: request.series.map((one) => corrected(one, request.content)) };
    case "suggest":
      return { type: "suggested", id, ...suggestOutliers(request.series) };
    case "read-corrections":
      return { type: "corrections-read", id, ...parseCorrections(await textOf(request.path)) };
  }
}

function corrected({ base, corrections }: SeriesToCorrect, content: Content): CorrectedInWorker {
  const { series, changed, outcomes } = correct(base, content, corrections);
  if (series === base) return { changed: null, outcomes };
  const { times: _, ...rest } = series;
  const digest = createHash("sha256").update(changeBytes(series, changed)).digest("hex");
  return { changed: { series: rest, digest }, outcomes };
}

async function textOf(path: string): Promise<string> {
  const name = basename(path);
  try {
    const { size } = await stat(path);
    if (size > maxFileBytes)
      throw new EngineError("file-too-large", `"${name}" is too large for a file of corrections.`);
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(path));
  } catch (error) {
    if (error instanceof TypeError)
      throw new EngineError("file-not-a-table", `"${name}" is not text in UTF-8.`, {
        hint: "Save it as CSV UTF-8.",
      });
    throw asFileError(error, name);
  }
}
