import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { type CommandId, commands, commandWith, keymapOf, type Shortcut, shortcutProblem } from "#domain/commands";
import { commandTitle, shortcutOfPress } from "#renderer/commands";
import { useSession, useSessionState } from "#renderer/context";
import { Button, shortcutText } from "#renderer/ui";
import { ResetButton } from "./reset-button.tsx";
import { changedKeys } from "./shortcut-changes.ts";
import { texts } from "./texts.ts";

/** What is recorded now: whose keys, and why those that were pressed can't be taken without a word. */
interface Recording {
  readonly id: CommandId;
  readonly problem?: string;
  readonly taken?: { readonly shortcut: Shortcut; readonly by: CommandId };
}

/** Every command with its keys, which can be recorded anew. */
export function ShortcutList({ isDisabled }: { readonly isDisabled: boolean }) {
  const session = useSession();
  const changes = useSessionState((state) => state.settings.shortcuts);
  const keymap = keymapOf(changes);
  const [recording, setRecording] = useState<Recording | null>(null);
  /** Whose button gets the focus back that the recording had. */
  const [returnTo, setReturnTo] = useState<CommandId | null>(null);
  const end = (id: CommandId): void => {
    setReturnTo(id);
    setRecording(null);
  };
  const set = (id: CommandId, shortcuts: readonly Shortcut[] | null, from?: CommandId): void => {
    session.change({ shortcuts: changedKeys(changes, id, shortcuts, from) });
    end(id);
  };
  const record = (id: CommandId, shortcut: Shortcut): void => {
    const problem = shortcutProblem(shortcut);
    const by = commandWith(keymap, shortcut, id);
    if (problem !== null) setRecording({ id, problem });
    else if (by !== null) setRecording({ id, taken: { shortcut, by } });
    else set(id, [shortcut]);
  };
  return (
    <div className="shortcut-settings reset-home" tabIndex={-1}>
      <ul className="shortcut-list">
        {commands.map(({ id }) => {
          const title = commandTitle(id);
          const keys = keymap[id].map(shortcutText);
          const mine = recording?.id === id ? recording : null;
          return (
            <li key={id} className="shortcut-setting reset-home" tabIndex={-1}>
              <span className="shortcut-name">{title}</span>
              {mine === null ? (
                <Button
                  className="shortcut-keys"
                  autoFocus={returnTo === id}
                  isDisabled={isDisabled}
                  onPress={() => setRecording({ id })}
                >
                  <span className="visually-hidden">{texts.keysOf(title)} </span>
                  {keys.length === 0 ? texts.noKeys : keys.map((key) => <kbd key={key}>{key}</kbd>)}
                  <span className="visually-hidden"> {texts.record}</span>
                </Button>
              ) : (
                <Recorder
                  recording={mine}
                  onRecord={(shortcut) => record(id, shortcut)}
                  onRemove={() => set(id, [])}
                  onTake={(shortcut, by) => set(id, [shortcut], by)}
                  onCancel={() => end(id)}
                  onLeave={() => setRecording(null)}
                />
              )}
              <ResetButton
                label={texts.resetKeys(title)}
                isShown={changes[id] !== undefined && !isDisabled}
                onReset={() => set(id, null)}
              />
            </li>
          );
        })}
      </ul>
      <Button
        isDisabled={isDisabled || Object.keys(changes).length === 0}
        onPress={({ target }) => {
          target.closest<HTMLElement>(".reset-home")?.focus();
          session.change({ shortcuts: null });
        }}
      >
        {texts.resetAllKeys}
      </Button>
    </div>
  );
}

interface RecorderProps {
  readonly recording: Recording;
  readonly onRecord: (shortcut: Shortcut) => void;
  readonly onRemove: () => void;
  readonly onTake: (shortcut: Shortcut, by: CommandId) => void;
  readonly onCancel: () => void;
  /** The focus went elsewhere. */
  readonly onLeave: () => void;
}

/** Listens to every key while it has the focus; none of them reaches the window. */
function Recorder({ recording, onRecord, onRemove, onTake, onCancel, onLeave }: RecorderProps) {
  const field = useRef<HTMLDivElement>(null);
  const { problem, taken } = recording;
  useEffect(() => {
    if (taken === undefined) field.current?.focus();
  }, [taken]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    event.nativeEvent.stopImmediatePropagation();
    if (event.key === "Escape") onCancel();
    else if (event.key === "Backspace" && !event.ctrlKey && !event.metaKey) onRemove();
    else {
      const shortcut = shortcutOfPress(event.nativeEvent);
      if (shortcut !== null) onRecord(shortcut);
    }
  };
  if (taken !== undefined) {
    return (
      <span className="shortcut-conflict" role="alert">
        {texts.taken(shortcutText(taken.shortcut), commandTitle(taken.by))}
        <Button tone="primary" autoFocus onPress={() => onTake(taken.shortcut, taken.by)}>
          {texts.takeOver}
        </Button>
        <Button onPress={onCancel}>{texts.keep}</Button>
      </span>
    );
  }
  return (
    <span className="shortcut-conflict">
      <div
        ref={field}
        className="shortcut-recorder"
        role="textbox"
        tabIndex={0}
        aria-label={texts.pressKeys}
        aria-description={texts.recordingHint}
        onKeyDown={onKeyDown}
        onBlur={onLeave}
      >
        {texts.pressKeys}
      </div>
      <span className="setting-note" role="status">
        {problem ?? texts.recordingHint}
      </span>
    </span>
  );
}
