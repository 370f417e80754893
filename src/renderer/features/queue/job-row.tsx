import { Pause, Play, RotateCcw, Trash2, X } from "lucide-react";
import { memo, useId, useState } from "react";
import { ProgressBar } from "react-aria-components";
import { isFinal, type Job } from "#domain/job";
import { errorText } from "#renderer/context";
import {
  isPausable,
  mergedText,
  progressOf,
  progressText,
  stateText,
  timeText,
  titleOf,
  useJobs,
  useResults,
} from "#renderer/jobs";
import { Button, IconButton } from "#renderer/ui";
import { JobLog } from "./job-log.tsx";
import { PriorityMenu } from "./priority-menu.tsx";
import { Track } from "./track.tsx";
import { texts } from "./texts.ts";

/** One job: what it is, how far, and what can be done about it. Drawn again when it changes, not whenever any job does. */
export const JobRow = memo(function JobRow({ job }: { readonly job: Job }) {
  const { about, state, trials, current, error } = job;
  const name = titleOf(job);
  const time = timeText(job);
  const merged = mergedText(job);
  const isUnderWay = !isFinal(state);
  return (
    <div className="job">
      <div className="job-head">
        <span className="job-name truncate" title={name}>
          {name}
        </span>
        <span className="job-state" data-state={state}>
          {stateText(job)}
        </span>
      </div>
      <p className="job-about">{about}</p>
      {isUnderWay ? (
        <ProgressBar
          className="job-progress"
          aria-label={texts.progressOf(name)}
          value={progressOf(trials) * 100}
          valueLabel={progressText(job)}
        >
          <Track percentage={progressOf(trials) * 100} />
        </ProgressBar>
      ) : null}
      <p className="job-facts">{progressText(job)}</p>
      {time === null ? null : <p className="job-facts">{time}</p>}
      {merged === null ? null : <p className="job-note">{merged}</p>}
      {error === null ? null : <p className="job-error">{errorText(error)}</p>}
      {current.length === 0 || state !== "running" ? null : (
        <ul className="job-current" aria-label={texts.beingTriedNow}>
          {current.map((trial, index) => (
            <li key={`${index}-${trial}`} className="truncate" title={trial}>
              {trial}
            </li>
          ))}
        </ul>
      )}
      <Actions job={job} />
    </div>
  );
});

function Actions({ job }: { readonly job: Job }) {
  const queue = useJobs();
  const results = useResults();
  const [isLogOpen, setLogOpen] = useState(false);
  const log = useId();
  const { id, kind, state } = job;
  const name = titleOf(job);
  return (
    <>
      <div className="job-actions">
        {kind === "search" && state === "completed" ? (
          <Button
            tone="primary"
            className="job-button"
            aria-label={texts.openResultFor(name)}
            onPress={() => results.open(id)}
          >
            {texts.openResult}
          </Button>
        ) : null}
        {isPausable(job) ? (
          <Button className="job-button" aria-label={texts.pause(name)} onPress={() => void queue.change(id, "pause")}>
            <Pause aria-hidden />
            {texts.pause2}
          </Button>
        ) : null}
        {state === "paused" ? (
          <Button
            tone="primary"
            className="job-button"
            aria-label={texts.resume(name)}
            onPress={() => void queue.change(id, "resume")}
          >
            <Play aria-hidden />
            {texts.resume2}
          </Button>
        ) : null}
        {state === "failed" || state === "cancelled" ? (
          <Button className="job-button" aria-label={texts.retry(name)} onPress={() => void queue.change(id, "retry")}>
            <RotateCcw aria-hidden />
            {texts.retry2}
          </Button>
        ) : null}
        <Button
          tone="quiet"
          className="job-button"
          aria-label={texts.logOf2(name)}
          aria-expanded={isLogOpen}
          {...(isLogOpen ? { "aria-controls": log } : {})}
          onPress={() => setLogOpen(!isLogOpen)}
        >
          {texts.log}
        </Button>
        <span className="job-space" />
        {isFinal(state) ? (
          <IconButton label={texts.clear(name)} shortcut="Delete" onPress={() => void queue.change(id, "clear")}>
            <Trash2 aria-hidden />
          </IconButton>
        ) : (
          <>
            <PriorityMenu job={job} />
            <IconButton label={texts.cancel(name)} onPress={() => void queue.change(id, "cancel")}>
              <X aria-hidden />
            </IconButton>
          </>
        )}
      </div>
      {isLogOpen ? <JobLog id={log} job={job} /> : null}
    </>
  );
}
