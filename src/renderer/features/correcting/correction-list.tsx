import { Download, FolderInput, Redo2, Sparkles, Trash2, Undo2, Upload, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import type { AppliedCorrection } from "#domain/correction";
import type { Frequency } from "#domain/series";
import { useActiveCorrections, useCorrectionsState } from "#renderer/corrections";
import { selectedSeries, useActive } from "#renderer/datasets";
import { exactText, formatCount, formatTime, plural } from "#renderer/format";
import { overlayNote } from "#renderer/overlay";
import { Button, Check, IconButton, Later, LoadFailure } from "#renderer/ui";
import { roundExpected } from "./chosen.ts";
import { useCorrecting, useCorrectingState } from "./context.ts";
import { actionText, outcomeText, stepText, stretchText } from "./words.ts";
import { texts } from "./texts.ts";

/** What is in force, with its history, and what the values themselves suggest. */
export function CorrectionList() {
  const correcting = useCorrecting();
  const state = useActiveCorrections();
  const isRunning = useCorrectionsState(({ running }) => running > 0);
  const frequency = useActive((open) => selectedSeries(open).frequency);
  const frequencies = useActive((open) => open.dataset.series);
  const all = state?.corrections ?? [];
  const frequencyOf = (series: string): Frequency | undefined =>
    frequencies?.find(({ id }) => id === series)?.frequency ?? frequency;
  return (
    <aside className="correcting-side" aria-label={texts.corrections}>
      <header className="correcting-bar">
        <h2 className="correcting-subtitle">
          {all.length === 0 ? texts.corrections : plural(all.length, "correction", "corrections")}
        </h2>
        <div className="correcting-buttons">
          <IconButton
            label={stepText("Undo", state?.undo ?? null)}
            isDisabled={isRunning || (state?.undo ?? null) === null}
            onPress={() => correcting.undo()}
          >
            <Undo2 aria-hidden />
          </IconButton>
          <IconButton
            label={stepText("Redo", state?.redo ?? null)}
            isDisabled={isRunning || (state?.redo ?? null) === null}
            onPress={() => correcting.redo()}
          >
            <Redo2 aria-hidden />
          </IconButton>
          <IconButton
            label={texts.loadCorrectionsFromACSV}
            isDisabled={isRunning}
            onPress={() => void correcting.load()}
          >
            <Upload aria-hidden />
          </IconButton>
          <IconButton
            label={texts.saveTheCorrectionsAsCSV}
            isDisabled={all.length === 0}
            onPress={() => correcting.save()}
          >
            <Download aria-hidden />
          </IconButton>
          <Sources />
          <IconButton
            label={texts.takeAllCorrectionsBack}
            isDisabled={isRunning || all.length === 0}
            onPress={() => correcting.clear()}
          >
            <Trash2 aria-hidden />
          </IconButton>
        </div>
      </header>
      <Later part={overlayNote} failed={failedNote} />
      <Suggested />
      {all.length === 0 ? (
        <p className="correcting-soft">{texts.nothingIsCorrectedTheFile}</p>
      ) : (
        <ul className="correcting-entries">
          {all.toReversed().map((one) => (
            <Entry key={one.id} correction={one} frequency={frequencyOf(one.series)} />
          ))}
        </ul>
      )}
    </aside>
  );
}

const anyStep: Frequency = { unit: "second", count: 1 };
const daily: Frequency = { unit: "day", count: 1 };

function Entry({
  correction,
  frequency = anyStep,
}: {
  readonly correction: AppliedCorrection;
  readonly frequency: Frequency | undefined;
}) {
  const correcting = useCorrecting();
  const { id, series, action, text, problem } = correction;
  const what = actionText(action);
  return (
    <li className="correcting-entry" data-problem={problem !== null || undefined}>
      <div>
        <p>
          <strong>{what}</strong>
          {text === "" ? "" : `: ${text}`}
        </p>
        <p className="correcting-soft">
          {series === "" ? "" : `${series}, `}
          {stretchText(correction, frequency)}, {outcomeText(correction)}
        </p>
      </div>
      <IconButton
        label={texts.takeBack(what, stretchText(correction, frequency))}
        onPress={() => void correcting.remove([id])}
      >
        <X aria-hidden />
      </IconButton>
    </li>
  );
}

const failedNote = (retry: () => void): ReactNode => <LoadFailure onRetry={retry} />;

/** Steps that stand out, each with what would be expected there. */
function Suggested() {
  const correcting = useCorrecting();
  const found = useCorrectingState((state) => state.suggestions);
  const frequency = useActive((open) => selectedSeries(open).frequency);
  const [left, setLeft] = useState<ReadonlySet<number>>(new Set());
  if (found === null || frequency === undefined) {
    return (
      <Button tip={texts.valuesFarFromWhatTrend} onPress={() => void correcting.suggest()}>
        <Sparkles aria-hidden />
        {texts.suggestOutliers}
      </Button>
    );
  }
  const { suggestions, total } = found;
  const chosen = new Set(suggestions.map(({ time }) => time).filter((time) => !left.has(time)));
  const isAll = chosen.size === suggestions.length;
  return (
    <section className="correcting-suggested" aria-label={texts.suggestedOutliers}>
      <p>
        {total === 0
          ? texts.noValueStandsOut
          : texts.out(
              plural(total, "value stands", "values stand"),
              total > suggestions.length ? texts.theFirst(formatCount(suggestions.length)) : "",
            )}
      </p>
      {suggestions.length < 2 ? null : (
        <Check
          isSelected={isAll}
          isIndeterminate={!isAll && chosen.size > 0}
          onChange={(isChosen) => setLeft(new Set(isChosen ? [] : suggestions.map(({ time }) => time)))}
        >
          {texts.allOfThem}
        </Check>
      )}
      <ul className="correcting-entries correcting-outliers">
        {suggestions.map(({ time, value, expected }) => (
          <li key={time}>
            <Check
              isSelected={!left.has(time)}
              onChange={(isChosen) => {
                const next = new Set(left);
                if (isChosen) next.delete(time);
                else next.add(time);
                setLeft(next);
              }}
            >
              {texts.expectedAbout(
                formatTime(time, frequency),
                exactText(value),
                exactText(roundExpected(value, expected)),
              )}
            </Check>
          </li>
        ))}
      </ul>
      {chosen.size === 0 ? null : (
        <p className="correcting-soft">
          {texts.missingOrWhatIsExpected(plural(chosen.size, "value becomes", "values become"))}
        </p>
      )}
      <div className="correcting-buttons">
        {suggestions.length === 0 ? null : (
          <>
            <Button
              tone="primary"
              isDisabled={chosen.size === 0}
              onPress={() => void correcting.takeSuggestions(chosen, "exclude")}
            >
              {texts.exclude2(formatCount(chosen.size))}
            </Button>
            <Button isDisabled={chosen.size === 0} onPress={() => void correcting.takeSuggestions(chosen, "expected")}>
              {texts.replaceByExpected}
            </Button>
          </>
        )}
        <Button onPress={() => correcting.forgetSuggestions()}>{texts.close}</Button>
      </div>
    </section>
  );
}

/** Files of the same kind whose corrections can be made here, too. */
function Sources() {
  const correcting = useCorrecting();
  const sources = useCorrectingState((state) => state.sources);
  return (
    <MenuTrigger
      onOpenChange={(isOpen) => {
        if (isOpen) void correcting.findSources();
      }}
    >
      <IconButton label={texts.correctionsOfAnotherFile}>
        <FolderInput aria-hidden />
      </IconButton>
      <Popover className="popover" placement="bottom end" offset={4}>
        <Menu
          className="menu"
          aria-label={texts.correctionsOfAnotherFile}
          items={sources ?? []}
          onAction={(key) => {
            const source = sources?.find(({ id }) => id === key);
            if (source !== undefined) void correcting.previewFrom(source);
          }}
          renderEmptyState={() => (
            <p className="menu-empty">{sources === null ? texts.looking : texts.noOtherFileWithThese}</p>
          )}
        >
          {({ id, name, corrections, changedMs }) => (
            <MenuItem id={id} textValue={name} className="menu-item">
              <span className="menu-text">
                {name}
                <span className="menu-detail">
                  {texts.changed(plural(corrections, "correction", "corrections"), formatTime(changedMs, daily))}
                </span>
              </span>
            </MenuItem>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
