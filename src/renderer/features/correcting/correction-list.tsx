import { Download, FolderInput, Redo2, Sparkles, Trash2, Undo2, Upload, X } from "lucide-react";
import { useState } from "react";
import { Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import type { AppliedCorrection } from "#domain/correction";
import type { Frequency } from "#domain/series";
import { useActiveCorrections, useCorrectionsState } from "#renderer/corrections";
import { selectedSeries, useActive } from "#renderer/datasets";
import { exactText, formatCount, formatTime, plural } from "#renderer/format";
import { Button, Check, IconButton } from "#renderer/ui";
import { useCorrecting, useCorrectingState } from "./context.ts";
import { actionText, movedText, outcomeText, stepText, stretchText } from "./words.ts";

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
    <aside className="correcting-side" aria-label="Corrections">
      <header className="correcting-bar">
        <h2 className="correcting-subtitle">
          {all.length === 0 ? "Corrections" : plural(all.length, "correction", "corrections")}
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
          <IconButton label="Load corrections from a CSV" isDisabled={isRunning} onPress={() => void correcting.load()}>
            <Upload aria-hidden />
          </IconButton>
          <IconButton
            label="Save the corrections as CSV"
            isDisabled={all.length === 0}
            onPress={() => correcting.save()}
          >
            <Download aria-hidden />
          </IconButton>
          <Sources />
          <IconButton
            label="Take all corrections back"
            isDisabled={isRunning || all.length === 0}
            onPress={() => correcting.clear()}
          >
            <Trash2 aria-hidden />
          </IconButton>
        </div>
      </header>
      <Moved />
      <Suggested />
      {all.length === 0 ? (
        <p className="correcting-soft">
          Nothing is corrected. The file itself is never changed; corrections stay with it when rows are added.
        </p>
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
        label={`Take back: ${what}, ${stretchText(correction, frequency)}`}
        onPress={() => void correcting.remove([id])}
      >
        <X aria-hidden />
      </IconButton>
    </li>
  );
}

/** What the last change did to the forecast. */
function Moved() {
  const moved = useCorrectingState((state) => state.moved);
  const frequency = useActive((open) => selectedSeries(open).frequency);
  if (moved === null || frequency === undefined) return null;
  const text = movedText(moved, frequency);
  return text === null ? null : (
    <p className="correcting-moved" role="status">
      {text}
    </p>
  );
}

/** Steps that stand out, each with what would be expected there. */
function Suggested() {
  const correcting = useCorrecting();
  const found = useCorrectingState((state) => state.suggestions);
  const frequency = useActive((open) => selectedSeries(open).frequency);
  const [left, setLeft] = useState<ReadonlySet<number>>(new Set());
  if (found === null || frequency === undefined) {
    return (
      <Button onPress={() => void correcting.suggest()}>
        <Sparkles aria-hidden />
        Suggest outliers
      </Button>
    );
  }
  const { suggestions, total } = found;
  const chosen = suggestions.filter(({ time }) => !left.has(time));
  return (
    <section className="correcting-suggested" aria-label="Suggested outliers">
      <p>
        {total === 0
          ? "No value stands out."
          : `${plural(total, "value stands", "values stand")} out${total > suggestions.length ? `; the first ${formatCount(suggestions.length)}` : ""}.`}
      </p>
      <ul className="correcting-entries">
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
              {formatTime(time, frequency)}: {exactText(value)}, expected about{" "}
              {exactText(Number(expected.toPrecision(4)))}
            </Check>
          </li>
        ))}
      </ul>
      <div className="correcting-buttons">
        {suggestions.length === 0 ? null : (
          <Button
            tone="primary"
            isDisabled={chosen.length === 0}
            onPress={() => void correcting.exclude(chosen.map(({ time }) => time))}
          >
            Exclude {formatCount(chosen.length)}
          </Button>
        )}
        <Button onPress={() => correcting.forgetSuggestions()}>Close</Button>
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
      <IconButton label="Corrections of another file">
        <FolderInput aria-hidden />
      </IconButton>
      <Popover className="popover" placement="bottom end" offset={4}>
        <Menu
          className="menu"
          aria-label="Corrections of another file"
          items={sources ?? []}
          onAction={(key) => void correcting.applyFrom(Number(key))}
          renderEmptyState={() => (
            <p className="menu-empty">
              {sources === null ? "Looking…" : "No other file with these columns has corrections."}
            </p>
          )}
        >
          {({ id, name, corrections, changedMs }) => (
            <MenuItem id={id} textValue={name} className="menu-item">
              <span className="menu-text">
                {name}
                <span className="menu-detail">
                  {plural(corrections, "correction", "corrections")}, changed {formatTime(changedMs, daily)}
                </span>
              </span>
            </MenuItem>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
