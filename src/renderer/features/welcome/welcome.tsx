import { ArrowRight, ClipboardPaste, FolderOpen, LockKeyhole, Undo2 } from "lucide-react";
import { Button as AriaButton } from "react-aria-components";
import { useSessionState } from "#renderer/context";
import { shortcutOf, useCommands } from "#renderer/commands";
import { useDatasetsState, useRecentsState } from "#renderer/datasets";
import { BrandMark, Button, Later, LoadFailure } from "#renderer/ui";
import { recentList } from "./later.ts";
import { texts } from "./texts.ts";
import "./welcome.css";

/** The empty window: drop, open, or try a sample. */
export function Welcome({ onOpenSample }: { readonly onOpenSample: (id: string) => void }) {
  const commands = useCommands();
  const samples = useSessionState((state) => state.info?.samples ?? []);
  const closed = useDatasetsState((state) => state.closed.at(-1));
  const hasRecents = useRecentsState(({ files }) => files !== null && files.length > 0);
  const version = useSessionState((state) => state.info?.version ?? "");
  return (
    <main className="stage welcome" data-recents={hasRecents || undefined}>
      <div className="welcome-frame">
        <div className="welcome-body">
          <div className="welcome-drop">
            <BrandMark size={56} />
            <h1 className="welcome-title">{texts.dropACSVToSee}</h1>
            <p className="welcome-text">{texts.oneTimeColumnAndOne}</p>
            <div className="welcome-actions">
              <Button tone="primary" className="welcome-open" onPress={() => commands.run("open")}>
                <FolderOpen aria-hidden />
                {texts.openFiles}
                <kbd>{shortcutOf("open")}</kbd>
              </Button>
              {closed === undefined ? null : (
                <Button className="welcome-open welcome-reopen" onPress={() => commands.run("reopen-file")}>
                  <Undo2 aria-hidden />
                  <span className="truncate">{texts.reopen(closed.name)}</span>
                </Button>
              )}
            </div>
            <Button tone="quiet" className="welcome-paste" onPress={() => commands.run("paste-data")}>
              <ClipboardPaste aria-hidden />
              {texts.pasteData}
            </Button>
          </div>
          {hasRecents ? <Later part={recentList} failed={(retry) => <LoadFailure onRetry={retry} />} /> : null}
          {samples.length === 0 ? null : (
            <section className="samples" aria-labelledby="samples-heading">
              <h2 id="samples-heading" className="samples-heading">
                {texts.orTryASample}
              </h2>
              <ul className="sample-list">
                {samples.map((sample) => (
                  <li key={sample.id}>
                    <AriaButton className="sample" onPress={() => onOpenSample(sample.id)}>
                      <span className="sample-title">{sample.title}</span>
                      <span className="sample-text">{sample.description}</span>
                      <ArrowRight aria-hidden className="sample-arrow" />
                    </AriaButton>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
      </div>
      <footer className="welcome-footer">
        <span className="with-icon">
          <LockKeyhole aria-hidden />
          {texts.yourDataStaysOnThis}
        </span>
        <span>Fantail {version}</span>
      </footer>
    </main>
  );
}
