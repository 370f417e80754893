import type { AppError, Outcome } from "#domain/errors";

export type NoticeLevel = "info" | "success" | "warning" | "error";

/** Tells the user something in passing. */
export type Notify = (level: NoticeLevel, message: string) => void;

/** An error's message with what to do about it. */
export function errorText({ message, hint }: AppError): string {
  return hint === undefined ? message : `${message} ${hint}`;
}

/** Says what was saved, or why it was not; nothing when the user closed the dialog. */
export function notifySaved(notify: Notify, outcome: Outcome<{ readonly name: string } | null>): void {
  if (!outcome.ok) {
    if (outcome.error.code !== "cancelled") notify("error", errorText(outcome.error));
  } else if (outcome.value !== null) {
    notify("success", `Saved ${outcome.value.name}`);
  }
}
