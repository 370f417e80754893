import { FileQuestionMark, OctagonAlert, RotateCw } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import { quietMs } from "#renderer/context";
import { shareRead, useDatasets, useDatasetsState, useKeptFiles, useKeptFilesState } from "#renderer/datasets";
import { formatShare } from "#renderer/format";
import { Button } from "#renderer/ui";
import { Toolbar } from "./toolbar.tsx";
import "./workspace.css";
import "./absent-page.css";
import { texts } from "./texts.ts";

/** In the place of a file that was open and is not there: why, and what can be done about it. */
export function AbsentPage() {
  return (
    <div className="workspace workspace-absent">
      <Toolbar isBare />
      <main className="panel panel-later">
        <AbsentCard />
      </main>
    </div>
  );
}

function AbsentCard() {
  const datasets = useDatasets();
  const keptFiles = useKeptFiles();
  const file = useDatasetsState(({ absent, absentInFront }) => absent.find(({ tab }) => tab === absentInFront));
  if (file === undefined) return null;
  const { tab, name, why, error } = file;
  const read = (): void => void keptFiles.read(tab);
  const close = (
    <Button tone="quiet" onPress={() => datasets.closeTab(tab)}>
      {texts.closeTab}
    </Button>
  );
  switch (why) {
    case "waiting":
      return <Reading tab={tab} name={name} />;
    case "missing":
      return (
        <Card
          icon={<FileQuestionMark aria-hidden className="card-icon" />}
          title={texts.wasMoved(name)}
          text="It is not where it was when it was open. How you looked at it is kept for when you find it."
        >
          <Button tone="primary" onPress={read}>
            {texts.locate}
          </Button>
          {close}
        </Card>
      );
    case "offered":
      return (
        <Card
          icon={<OctagonAlert aria-hidden className="card-icon" />}
          title={texts.wasNotOpened(name)}
          text="Fantail, or its window, ended the last time while this file was being opened. It may not be the file’s fault."
        >
          <Button tone="primary" onPress={read}>
            {texts.openIt}
          </Button>
          {close}
        </Card>
      );
    case "failed":
      return (
        <Card
          icon={<OctagonAlert aria-hidden className="card-icon" />}
          title={texts.couldNotBeRead(name)}
          text={[error?.message, error?.hint].filter(Boolean).join(" ")}
        >
          <Button tone="primary" onPress={read}>
            <RotateCw aria-hidden />
            {texts.tryAgain}
          </Button>
          {close}
        </Card>
      );
  }
}

function Card({
  icon,
  title,
  text,
  children,
}: {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: string;
  readonly children: ReactNode;
}) {
  return (
    <div className="card absent-card" role="alert">
      {icon}
      <h1 className="card-title">{title}</h1>
      <p className="card-text">{text}</p>
      <div className="card-actions">{children}</div>
    </div>
  );
}

function Reading({ tab, name }: { readonly tab: string; readonly name: string }) {
  const reading = useKeptFilesState((state) => (state.reading?.tab === tab ? state.reading : null));
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), quietMs);
    return () => clearTimeout(timer);
  }, []);
  const share = shareRead(reading?.progress ?? null);
  if (!isSlow) return null;
  return (
    <p className="load-wait" role="status">
      {texts.openingFile(name, share === null || share >= 1 ? null : formatShare(share))}
    </p>
  );
}
