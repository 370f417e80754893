import type { KeyboardEvent, ReactNode } from "react";
import { GridList, GridListHeader, GridListItem, GridListSection, ProgressBar } from "react-aria-components";
import { isFinal, type Job } from "#domain/job";
import { ContextMenu, type OwnAction, rowKeyOf } from "#renderer/commands";
import { formatCount, formatShare } from "#renderer/format";
import {
  type BatchProgress,
  firstJobs,
  groupsOf,
  isPausable,
  type JobTab,
  stateText,
  titleOf,
  useJobs,
  useResults,
} from "#renderer/jobs";
import { JobRow } from "./job-row.tsx";
import { Track } from "./track.tsx";
import { texts } from "./texts.ts";

export interface JobListProps {
  readonly jobs: readonly Job[];
  readonly tab: JobTab;
  readonly label: string;
  /** Where there are none. */
  readonly none: string;
}

const queueCommands = ["pause-all", "resume-all", "clear-finished"] as const;

/** Beyond these nobody reads on; the others come into sight as these are cleared. */
const listed = 200;

/** Jobs of one state; Space pauses and goes on, Delete clears, Enter opens the result. */
export function JobList({ jobs, tab, label, none }: JobListProps) {
  const queue = useJobs();
  const results = useResults();
  const find = (id: unknown): Job | undefined => jobs.find((job) => job.id === id);
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = event.target instanceof HTMLElement && event.target.role === "row" ? event.target : null;
    const job = find(row?.dataset["key"]);
    if (job === undefined) return;
    if (event.key === " " && !isFinal(job.state)) void queue.change(job.id, isPausable(job) ? "pause" : "resume");
    else if (event.key === "Delete" && isFinal(job.state)) void queue.change(job.id, "clear");
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  /** What can be done with one job, as its buttons and keys do. */
  const ownOf = (job: Job | undefined): readonly OwnAction[] | null => {
    if (job === undefined) return null;
    const { id, kind, state } = job;
    const change = (to: Parameters<typeof queue.change>[1]) => (): void => void queue.change(id, to);
    return [
      ...(kind === "search" && state === "completed"
        ? [{ id: "own-open", label: "Open result", shortcut: "Enter", run: () => results.open(id) }]
        : []),
      ...(isPausable(job) ? [{ id: "own-pause", label: "Pause", shortcut: "Space", run: change("pause") }] : []),
      ...(state === "paused" ? [{ id: "own-resume", label: "Resume", shortcut: "Space", run: change("resume") }] : []),
      ...(isFinal(state)
        ? [{ id: "own-clear", label: "Clear", shortcut: "Delete", run: change("clear") }]
        : [{ id: "own-cancel", label: "Cancel", run: change("cancel") }]),
    ];
  };
  const [shown, more] = firstJobs(groupsOf(jobs, tab), listed);
  return (
    <ContextMenu label={texts.job} commands={queueCommands} onOpen={(target) => ownOf(find(rowKeyOf(target)))}>
      <div className="job-list-box" onKeyDownCapture={onKeyDown}>
        <GridList
          className="job-list"
          aria-label={texts.jobs(label)}
          keyboardNavigationBehavior="tab"
          onAction={(key) => {
            const job = find(key);
            if (job?.kind === "search" && job.state === "completed") results.open(String(key));
          }}
          renderEmptyState={() => <p className="queue-none">{none}</p>}
        >
          {shown.map((group) =>
            group.batch === null ? (
              group.jobs.map((job) => <Item key={job.id} job={job} />)
            ) : (
              <GridListSection key={group.id} id={group.id} className="job-batch">
                <BatchHeader batch={group.batch} />
                {group.jobs.map((job) => (
                  <Item key={job.id} job={job} />
                ))}
              </GridListSection>
            ),
          )}
        </GridList>
        {more > 0 ? <p className="job-more">{texts.andMoreWhichAreListed(formatCount(more))}</p> : null}
      </div>
    </ContextMenu>
  );
}

function Item({ job }: { readonly job: Job }): ReactNode {
  return (
    <GridListItem id={job.id} textValue={`${titleOf(job)}, ${stateText(job)}`} className="job-item">
      <JobRow job={job} />
    </GridListItem>
  );
}

function BatchHeader({ batch: { jobs, ended, progress } }: { readonly batch: BatchProgress }) {
  const text = `${formatCount(ended)} of ${formatCount(jobs)} done`;
  return (
    <GridListHeader className="job-batch-header">
      <span className="job-batch-title">{texts.startedTogether}</span>
      <ProgressBar
        className="job-batch-progress"
        aria-label={texts.jobsThatWereStartedTogether}
        value={progress * 100}
        valueLabel={text}
      >
        <Track percentage={progress * 100} />
      </ProgressBar>
      <span>
        {text}, {formatShare(progress)}
      </span>
    </GridListHeader>
  );
}
