import { Search, X } from "lucide-react";
import { memo, useEffect, useLayoutEffect, useRef, useState } from "react";
import { Button as PlainButton, Input, SearchField } from "react-aria-components";
import { type LogLevel, logLevels } from "#domain/health";
import { formatCount, plural } from "#renderer/format";
import { Button, Segmented } from "#renderer/ui";
import { useDiagnostics, useDiagnosticsState } from "./context.ts";
import { hasEarlier, linesOf, type NumberedLine } from "./log-lines.ts";
import { texts } from "./texts.ts";

/** Drawn at once; more of what was read can be asked for. */
const drawnLines = 400;
/** As near to the end as this counts as being there. */
const endPixels = 24;

/** The log, newest last; it goes on while its end is in sight. */
export function LogTab() {
  const diagnostics = useDiagnostics();
  const log = useDiagnosticsState((state) => state.log);
  const isWhole = useDiagnosticsState((state) => state.isLogWhole);
  const [level, setLevel] = useState<LogLevel>("info");
  const [text, setText] = useState("");
  const [isAtEnd, setAtEnd] = useState(true);
  const [drawn, setDrawn] = useState(drawnLines);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => (isAtEnd ? diagnostics.followLog() : undefined), [diagnostics, isAtEnd]);

  const parts = log ?? [];
  const found = linesOf(parts, { level, text });
  const shown = found.slice(-drawn);
  const last = shown.at(-1)?.key;
  useLayoutEffect(() => {
    const box = list.current;
    if (box !== null && isAtEnd) box.scrollTop = box.scrollHeight;
  }, [last, isAtEnd, level, text]);

  if (log === null) return <p className="dialog-none">{texts.loading}</p>;
  const canShowMore = shown.length < found.length || (!isWhole && hasEarlier(parts));
  const showEarlier = (): void => {
    setAtEnd(false);
    setDrawn(drawn + drawnLines);
    if (shown.length === found.length) void diagnostics.earlierLog();
  };
  return (
    <div className="log">
      <div className="log-bar">
        <Segmented
          label={texts.linesToShow}
          value={level}
          options={logLevels.toReversed().map((id) => ({ id, label: levelText[id] }))}
          onChange={setLevel}
        />
        <SearchField className="search log-search" aria-label={texts.textToFindInThe} value={text} onChange={setText}>
          <Search className="search-icon" aria-hidden />
          <Input className="search-input" placeholder={texts.findInTheLog} />
          <PlainButton className="search-clear" aria-label={texts.clear}>
            <X aria-hidden />
          </PlainButton>
        </SearchField>
        <Button tone="plain" isDisabled={!canShowMore} onPress={showEarlier}>
          {texts.earlierLines}
        </Button>
      </div>
      <ol
        ref={list}
        className="log-lines"
        aria-label={texts.log}
        tabIndex={0}
        onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) =>
          setAtEnd(scrollTop + clientHeight >= scrollHeight - endPixels)
        }
      >
        {shown.map((line) => (
          <Line key={line.key} line={line} />
        ))}
      </ol>
      <div className="log-foot">
        <p className="dialog-hint" role="status">
          {found.length === 0 ? texts.noLineMatches : `${plural(found.length, "line", "lines")}`}
          {shown.length < found.length ? texts.theLastOfThemShown(formatCount(shown.length)) : ""}
          {isAtEnd ? "" : texts.pausedScrollToTheEnd}
        </p>
        {isAtEnd ? null : (
          <Button tone="quiet" className="finding-action" onPress={() => setAtEnd(true)}>
            {texts.toTheEnd}
          </Button>
        )}
      </div>
    </div>
  );
}

const Line = memo(function Line({ line: { time, level, event, fields } }: { readonly line: NumberedLine }) {
  const at = new Date(time);
  return (
    <li className="log-line" data-level={level}>
      <time className="log-time" dateTime={time} title={time}>
        {Number.isNaN(at.valueOf()) ? "" : timeFormat.format(at)}
      </time>
      <span className="log-level">{level}</span>
      <span className="log-text">
        {event} {fields === "" ? null : <span className="log-fields">{fields}</span>}
      </span>
    </li>
  );
});

const timeFormat = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const levelText: Record<LogLevel, string> = { info: "All", warn: "Warnings", error: "Errors" };
