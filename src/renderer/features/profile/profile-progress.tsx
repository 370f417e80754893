import type { JobChange } from "#domain/job";
import { useJobs } from "#renderer/jobs";
import { type KnownProfile, useProfiles } from "#renderer/profiles";
import { Button } from "#renderer/ui";
import { progressKind, progressText } from "./words.ts";
import { texts } from "./texts.ts";

/** What the user can do about the job of a profile. */
const actions: Readonly<Record<string, readonly { readonly to: JobChange; readonly label: string }[]>> = {
  pending: [
    { to: "pause", label: "Pause" },
    { to: "cancel", label: "Cancel" },
  ],
  running: [
    { to: "pause", label: "Pause" },
    { to: "cancel", label: "Cancel" },
  ],
  retrying: [
    { to: "pause", label: "Pause" },
    { to: "cancel", label: "Cancel" },
  ],
  paused: [
    { to: "resume", label: "Continue" },
    { to: "cancel", label: "Cancel" },
  ],
  failed: [{ to: "retry", label: "Try again" }],
  cancelled: [{ to: "retry", label: "Go on" }],
};

/** How far the profile is, and what can be done about it; nothing where all is known. */
export function ProfileProgress({ dataset, known }: { readonly dataset: string; readonly known: KnownProfile }) {
  const profiles = useProfiles();
  const jobs = useJobs();
  const { progress, error } = known;
  if (error !== null && error.code !== "cancelled") {
    return (
      <div className="page-status" data-kind="error" role="alert" data-code={error.code}>
        <p>
          <strong>{error.message}</strong> {error.hint}
        </p>
        <Button onPress={() => profiles.retry(dataset)}>{texts.tryAgain}</Button>
      </div>
    );
  }
  const text = progress === null ? "Looking up what is known\u2026" : progressText(progress);
  if (text === null) return null;
  const { state, job, share } = progress ?? { state: "pending", job: null, share: 0 };
  const kind = progress === null ? "running" : progressKind(progress);
  const isUnderWay = state === "running" || state === "pending";
  return (
    <div className="page-status profile-progress" data-kind={kind} data-state={state}>
      <p role="status">
        {text} {progress?.error?.message} {progress?.error?.hint}
      </p>
      {isUnderWay && progress !== null ? (
        <div
          className="progress-track"
          role="progressbar"
          aria-label={texts.profileOfTheData}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.floor(100 * share)}
        >
          <div className="progress-fill" style={{ width: `${100 * share}%` }} />
        </div>
      ) : null}
      {job === null
        ? null
        : (actions[state] ?? []).map(({ to, label }) => (
            <Button key={to} onPress={() => void jobs.change(job, to)}>
              {label}
            </Button>
          ))}
    </div>
  );
}
