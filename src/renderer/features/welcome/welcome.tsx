import { ArrowRight, FolderOpen, LockKeyhole } from "lucide-react";
import { Button as AriaButton } from "react-aria-components";
import { useSessionState } from "#renderer/context";
import { shortcutOf, useCommands } from "#renderer/commands";
import { BrandMark, Button } from "#renderer/ui";
import "./welcome.css";

/** The empty window: drop, open, or try a sample. */
export function Welcome({ onOpenSample }: { readonly onOpenSample: (id: string) => void }) {
  const commands = useCommands();
  const samples = useSessionState((state) => state.info?.samples ?? []);
  const version = useSessionState((state) => state.info?.version ?? "");
  return (
    <main className="stage welcome">
      <div className="welcome-frame">
        <div className="welcome-body">
          <div className="welcome-drop">
            <BrandMark size={56} />
            <h1 className="welcome-title">Drop a CSV to see its future</h1>
            <p className="welcome-text">
              One time column and one or more columns of numbers are enough, in text, Excel, OpenDocument, JSON, XML,
              HTML, Parquet or Arrow. Fantail works out the rest and shows how sure it is.
            </p>
            <Button tone="primary" className="welcome-open" onPress={() => commands.run("open")}>
              <FolderOpen aria-hidden />
              Open files…
              <kbd>{shortcutOf("open")}</kbd>
            </Button>
          </div>
          {samples.length === 0 ? null : (
            <section className="samples" aria-labelledby="samples-heading">
              <h2 id="samples-heading" className="samples-heading">
                Or try a sample
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
          Your data stays on this computer. Fantail makes no network connection.
        </span>
        <span>Fantail {version}</span>
      </footer>
    </main>
  );
}
