import { FolderKanban, Pin, PinOff, X } from "lucide-react";
import { useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import { useSession, useSessionState } from "#renderer/context";
import { useRecents, useRecentsState } from "#renderer/datasets";
import { formatCount, plural } from "#renderer/format";
import { Button, Check, IconButton } from "#renderer/ui";
import { ageText } from "./ages.ts";
import { Sparkline } from "./sparkline.tsx";
import { texts } from "./texts.ts";

const shownAtFirst = 8;

/** Files that were opened earlier, each a click away as it was looked at. */
export function RecentList() {
  const files = useRecentsState((state) => state.files) ?? [];
  const recents = useRecents();
  const [nowMs] = useState(() => Date.now());
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? files : files.slice(0, shownAtFirst);
  return (
    <section className="recents" aria-labelledby="recents-heading">
      <div className="recents-bar">
        <h2 id="recents-heading" className="samples-heading">
          {texts.recentFiles}
        </h2>
        <StartsWith />
        <Button tone="quiet" onPress={() => void recents.clear()}>
          {texts.clearTheList}
        </Button>
      </div>
      <ul className="recent-list">
        {shown.map((file) => (
          <li key={file.id} className="recent" data-missing={file.isMissing || undefined}>
            <AriaButton className="recent-open" onPress={() => void recents.open(file.id)}>
              {file.kind === "project" ? (
                <FolderKanban aria-hidden className="recent-project" />
              ) : (
                <Sparkline points={file.sparkline} />
              )}
              <span className="recent-words">
                <span className="recent-name">
                  <span className="truncate">{file.name}</span>
                  {file.isPinned ? <Pin role="img" aria-label={texts.pinned} /> : null}
                </span>
                <span className="recent-folder truncate">{file.folder}</span>
              </span>
              <span className="recent-facts">
                <span>{file.isMissing ? texts.movedOrRenamed : ageText(file.openedMs, nowMs)}</span>
                <span>
                  {file.kind === "project"
                    ? plural(file.series, "file", "files")
                    : plural(file.series, "series", "series")}
                </span>
              </span>
            </AriaButton>
            <div className="recent-tools">
              <IconButton
                label={file.isPinned ? texts.unpin(file.name) : texts.keepAtTheTop(file.name)}
                onPress={() => void recents.pin(file.id, !file.isPinned)}
              >
                {file.isPinned ? <PinOff aria-hidden /> : <Pin aria-hidden />}
              </IconButton>
              <IconButton label={texts.removeFromTheList(file.name)} onPress={() => void recents.remove(file.id)}>
                <X aria-hidden />
              </IconButton>
            </div>
          </li>
        ))}
      </ul>
      {shown.length < files.length ? (
        <Button tone="quiet" className="recents-more" onPress={() => setWhole(true)}>
          {texts.showAll(formatCount(files.length))}
        </Button>
      ) : null}
    </section>
  );
}

/** What the next start begins with. */
function StartsWith() {
  const session = useSession();
  const startsWith = useSessionState((state) => state.startsWith);
  return (
    <Check
      isSelected={startsWith === "what-was-open"}
      onChange={(isWanted) => session.setStartsWith(isWanted ? "what-was-open" : "nothing")}
    >
      {texts.startWithWhatWasOpen}
    </Check>
  );
}
