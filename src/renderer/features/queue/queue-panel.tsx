import { CirclePause, CirclePlay, ListX, X } from "lucide-react";
import { type RefObject, useEffect, useRef } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { shortcutOf, useCommands } from "#renderer/commands";
import { errorText, useView } from "#renderer/context";
import { useActive } from "#renderer/datasets";
import { formatCount } from "#renderer/format";
import { countTabs, type JobTab, jobTabs, useJobs, useJobsState } from "#renderer/jobs";
import { Button, IconButton, useShownFocus } from "#renderer/ui";
import { JobList } from "./job-list.tsx";
import { texts } from "./texts.ts";
import "./queue.css";

const tabTexts: Readonly<Record<JobTab, string>> = {
  active: "Active",
  waiting: "Waiting",
  paused: "Paused",
  done: "Done",
  failed: "Failed",
};

const emptyTexts: Readonly<Record<JobTab, string>> = {
  active: "Nothing is running.",
  waiting: "Nothing waits for its turn.",
  paused: "Nothing is paused.",
  done: "Nothing has been finished yet.",
  failed: "Nothing has failed.",
};

/** All jobs: what runs, what waits, and what came of the others. It stays open beside the work. */
export function QueuePanel() {
  const view = useView();
  const body = useRef<HTMLDivElement>(null);
  useShownFocus(body, "[role=tab][aria-selected=true]");
  const onFocus = useKeptFocus(body);
  const close = (): void => view.setState({ isQueueShown: false });
  return (
    <aside
      className="queue"
      aria-label={texts.queue2}
      onKeyDown={(event) => {
        if (event.key === "Escape") close();
      }}
    >
      <header className="queue-header">
        <h2 className="queue-title">{texts.queue2}</h2>
        <QueueActions />
        <IconButton label={texts.hideTheQueue} shortcut={shortcutOf("queue")} onPress={close}>
          <X aria-hidden />
        </IconButton>
      </header>
      <div ref={body} className="queue-body" tabIndex={-1} onFocus={({ target }) => onFocus(target)}>
        <Content />
      </div>
    </aside>
  );
}

/**
 * A job that goes to another list takes its row away, and the focus with it: the keyboard then stays in the queue.
 *
 * @returns to be called with what takes the focus
 */
function useKeptFocus(body: RefObject<HTMLElement | null>): (target: Element) => void {
  const focused = useRef<Element | null>(null);
  // Whatever of the jobs changes may take a row away.
  useJobsState((state) => state);
  useEffect(() => {
    if (focused.current === null || focused.current.isConnected) return;
    focused.current = null;
    // The new list draws its rows after this.
    requestAnimationFrame(() => {
      if (document.activeElement !== document.body) return;
      const find = (selector: string): HTMLElement | null => body.current?.querySelector(selector) ?? null;
      const place = find("[role=grid]:not([data-empty])") ?? find("[role=tab][aria-selected=true]");
      (place ?? body.current)?.focus({ preventScroll: true });
    });
  });
  return (target) => {
    focused.current = target;
  };
}

function QueueActions() {
  const commands = useCommands();
  // Read again whenever a job changes.
  const jobs = useJobsState((state) => state.jobs);
  if (jobs.length === 0) return null;
  const isPausing = commands.isAvailable("pause-all") || !commands.isAvailable("resume-all");
  return (
    <>
      <IconButton
        label={isPausing ? texts.pauseAll : texts.resumeAll}
        shortcut={shortcutOf(isPausing ? "pause-all" : "resume-all")}
        isDisabled={!commands.isAvailable(isPausing ? "pause-all" : "resume-all")}
        onPress={() => commands.run(isPausing ? "pause-all" : "resume-all")}
      >
        {isPausing ? <CirclePause aria-hidden /> : <CirclePlay aria-hidden />}
      </IconButton>
      <IconButton
        label={texts.clearFinished}
        isDisabled={!commands.isAvailable("clear-finished")}
        onPress={() => commands.run("clear-finished")}
      >
        <ListX aria-hidden />
      </IconButton>
    </>
  );
}

function Content() {
  const queue = useJobs();
  const { jobs, isLoaded, error, tab } = useJobsState((state) => state);
  if (error !== null)
    return (
      <div className="queue-none" role="alert">
        <p>{texts.theQueueCouldNotBe(errorText(error))}</p>
        <Button onPress={() => void queue.load()}>{texts.tryAgain}</Button>
      </div>
    );
  if (!isLoaded) return <p className="queue-none">{texts.loading}</p>;
  if (jobs.length === 0) return <Nothing />;
  const counts = countTabs(jobs);
  const selected = tab ?? jobTabs.find((each) => counts[each] > 0) ?? "active";
  return (
    <Tabs className="queue-tabs" selectedKey={selected} onSelectionChange={(key) => queue.showTab(key as JobTab)}>
      <TabList className="queue-tab-list" aria-label={texts.jobsByState}>
        {jobTabs.map((each) => (
          <Tab key={each} id={each} className="queue-tab" data-empty={counts[each] === 0 || undefined}>
            {tabTexts[each]} <span className="queue-count">{formatCount(counts[each])}</span>
          </Tab>
        ))}
      </TabList>
      <TabPanel key={selected} id={selected} className="queue-tab-panel">
        <JobList jobs={jobs} tab={selected} label={tabTexts[selected]} none={emptyTexts[selected]} />
      </TabPanel>
    </Tabs>
  );
}

function Nothing() {
  const commands = useCommands();
  const isOpen = useActive(() => true) ?? false;
  return (
    <div className="queue-none">
      <p>{texts.theQueueIsEmptySearches}</p>
      {isOpen ? (
        <Button tone="primary" onPress={() => commands.run("find-best")}>
          {texts.findTheBestModel}
        </Button>
      ) : null}
    </div>
  );
}
