import { ListTodo } from "lucide-react";
import { shortcutOf, useCommands } from "#renderer/commands";
import { useViewState } from "#renderer/context";
import { useJobsState } from "#renderer/jobs";
import { queueText } from "./queue-text.ts";
import { texts } from "./texts.ts";
import "./queue-button.css";

/** How far the queue is, in a few words that lead to it. */
export function QueueButton() {
  const commands = useCommands();
  const isShown = useViewState((state) => state.isQueueShown);
  const text = useJobsState(({ jobs, error }) => queueText(jobs, error !== null));
  return (
    <button
      type="button"
      className="status-queue"
      aria-expanded={isShown}
      title={texts.queue(shortcutOf("queue") ?? "")}
      onClick={() => commands.run("queue")}
    >
      <ListTodo aria-hidden />
      {text}
    </button>
  );
}
