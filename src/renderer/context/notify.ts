import type { RequestValue } from "#contract/ipc";
import type { AppError, Outcome } from "#domain/errors";
import type { Client } from "#renderer/bridge";

export type NoticeLevel = "info" | "success" | "warning" | "error";

/** What can be done about a notice, from the notice itself. */
export interface NoticeAction {
  readonly label: string;
  readonly run: () => void;
}

/** Tells the user something in passing. Returns the function that takes it back. */
export type Notify = (level: NoticeLevel, message: string, actions?: readonly NoticeAction[]) => () => void;

/** An error's message with what to do about it. */
export function errorText({ message, hint }: AppError): string {
  return hint === undefined ? message : `${message} ${hint}`;
}

/** Says what was saved and offers to show it, or says why it was not; nothing when the user closed the dialog. */
export function notifySaved(client: Client, notify: Notify, outcome: Outcome<RequestValue<"export:save">>): void {
  if (!outcome.ok) {
    notifyFailure(notify, outcome.error);
    return;
  }
  if (outcome.value === null) return;
  const { name, file, canOpen } = outcome.value;
  const action = (label: string, request: "saved:open" | "saved:show"): NoticeAction => ({
    label,
    run: () =>
      void client.request(request, { file }).then((answer) => {
        if (!answer.ok) notifyFailure(notify, answer.error);
      }),
  });
  notify("success", `Saved ${name}`, [
    ...(canOpen ? [action("Open", "saved:open")] : []),
    action("Show in folder", "saved:show"),
  ]);
}

function notifyFailure(notify: Notify, error: AppError): void {
  if (error.code !== "cancelled") notify("error", errorText(error));
}
