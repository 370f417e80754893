import { useEffect, useRef, useState } from "react";
import type { Job, JobLogLine } from "#domain/job";
import { errorText } from "#renderer/context";
import { clockText, titleOf, useJobs } from "#renderer/jobs";
import { texts } from "./texts.ts";

/** A log is read, not watched: a line may come this much later. */
const refreshMs = 1_000;

/** Positions are fractions of pixels where the screen is scaled, and a line that is cut off counts as read. */
const endPixels = 8;

/** What a job has said, and says as it goes. */
export function JobLog({ id, job }: { readonly id: string; readonly job: Job }) {
  const queue = useJobs();
  const [lines, setLines] = useState<readonly JobLogLine[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const { id: jobId, state } = job;
  useEffect(() => {
    const life = new AbortController();
    const load = async (): Promise<void> => {
      const outcome = await queue.log(jobId, life.signal);
      if (life.signal.aborted) return;
      if (outcome.ok) setLines(outcome.value);
      setProblem(outcome.ok ? null : errorText(outcome.error));
    };
    void load();
    const timer = state === "running" ? setInterval(() => void load(), refreshMs) : undefined;
    return () => {
      life.abort();
      clearInterval(timer);
    };
  }, [queue, jobId, state]);
  const isAtEnd = useRef(true);
  useEffect(() => {
    // The newest line in sight, as in any log, unless an older one is being read.
    const element = box.current;
    if (element !== null && isAtEnd.current) element.scrollTop = element.scrollHeight;
  }, [lines]);
  return (
    <div
      ref={box}
      id={id}
      className="job-log"
      tabIndex={0}
      role="group"
      aria-label={texts.logOf(titleOf(job))}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < endPixels;
      }}
    >
      {problem === null ? null : <p className="job-error">{problem}</p>}
      {lines === null ? (
        problem === null ? (
          <p>{texts.loading}</p>
        ) : null
      ) : lines.length === 0 ? (
        <p>{texts.nothingWasWrittenDown}</p>
      ) : (
        <ol>
          {lines.map(({ atMs, text }, index) => (
            <li key={`${index}-${atMs}`}>
              <span className="job-log-time">{clockText(atMs)}</span> {text}
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
