import { Pencil, Undo2, X } from "lucide-react";
import { useMemo } from "react";
import type { Adjustment } from "#domain/scenario";
import type { Frequency } from "#domain/series";
import { shortcutOf } from "#renderer/commands";
import { selectedSeries, useActive } from "#renderer/datasets";
import { quantileAt, type Shown, useForecastState } from "#renderer/forecasts";
import { formatCount, formatSteps, formatTime, percent, signed } from "#renderer/format";
import {
  useActiveScenarios,
  useAdjusting,
  useAdjustingState,
  useScenarios,
  useSeriesAdjustments,
} from "#renderer/scenarios";
import { Button, Choice, IconButton, PopoverButton } from "#renderer/ui";
import { ChangeFields } from "./change-fields.tsx";
import { texts } from "./texts.ts";
import { adjustmentText, stretchText } from "./words.ts";
import "./scenarios.css";

/** What is put on top of the shown forecast, and in the mode for it how to put more there. */
export function AdjustBar() {
  const adjusting = useAdjusting();
  const isOn = useAdjustingState((state) => state.isOn);
  const frequency = useActive((open) => selectedSeries(open).frequency);
  const shown = useForecastState((state) => state.shown);
  const own = useSeriesAdjustments();
  const moved = useMemo(() => movedText(shown), [shown]);
  if (frequency === undefined) return null;
  return (
    <section className="adjust-bar" aria-label={texts.adjustTheForecast}>
      <div className="adjust-line">
        <AdjustmentList own={own} frequency={frequency} />
        {moved === null ? null : (
          <p className="adjust-moved" role="status">
            {moved}
          </p>
        )}
        {isOn ? (
          <Button onPress={() => adjusting.stop()}>{texts.done}</Button>
        ) : (
          <Button onPress={() => adjusting.start()}>{texts.adjust}</Button>
        )}
      </div>
      {isOn ? <Mode frequency={frequency} /> : null}
    </section>
  );
}

function Mode({ frequency }: { readonly frequency: Frequency }) {
  const adjusting = useAdjusting();
  const chosen = useAdjustingState((state) => state.chosen);
  const editing = useAdjustingState((state) => state.editing);
  const forecast = useForecastState((state) => state.shown?.forecast ?? null);
  if (forecast === null) return null;
  const times = [...forecast.times];
  const options = times.map((time) => ({ id: String(time), label: formatTime(time, frequency) }));
  const choose = (from: number, to: number): void =>
    adjusting.choose({ from: Math.min(from, to), to: Math.max(from, to) });
  const first = chosen?.from ?? times[0] ?? 0;
  return (
    <div className="adjust-mode">
      {chosen === null ? <p className="adjust-soft">{texts.chooseFirst}</p> : null}
      <Choice
        label={texts.from}
        value={chosen === null ? "" : String(chosen.from)}
        options={options}
        onChange={(id) => choose(Number(id), Math.max(Number(id), chosen?.to ?? Number(id)))}
      />
      <Choice
        label={texts.to}
        value={chosen === null ? "" : String(chosen.to)}
        options={options.filter(({ id }) => Number(id) >= first)}
        onChange={(id) => choose(chosen?.from ?? Number(id), Number(id))}
      />
      <ChangeFields
        key={editing?.id ?? "new"}
        initial={editing ?? undefined}
        isDisabled={chosen === null}
        words={editing === null ? texts.apply : texts.replace}
        onChange={(form) => adjusting.show(form)}
        onApply={(form) => adjusting.apply(form)}
      />
    </div>
  );
}

function AdjustmentList({ own, frequency }: { readonly own: readonly Adjustment[]; readonly frequency: Frequency }) {
  const adjusting = useAdjusting();
  const scenarios = useScenarios();
  const dataset = useActive((open) => open.dataset.handle);
  const canUndo = (useActiveScenarios()?.position ?? 0) > 0;
  return (
    <PopoverButton
      button={texts.adjusted(formatCount(own.length))}
      className="button button-plain adjust-badge"
      placement="bottom start"
    >
      <div className="adjust-list">
        <h2 className="adjust-title">{texts.adjustments}</h2>
        {own.length === 0 ? <p className="adjust-soft">{texts.noAdjustments}</p> : null}
        <ul className="adjust-entries">
          {own.map((one) => (
            <li key={one.id} className="adjust-entry">
              <div>
                <p>{adjustmentText(one, frequency)}</p>
                {one.note === "" ? null : <p className="adjust-soft">{one.note}</p>}
              </div>
              <IconButton
                label={texts.change(stretchText(one, frequency))}
                onPress={() => {
                  adjusting.start();
                  adjusting.edit(one);
                }}
              >
                <Pencil aria-hidden />
              </IconButton>
              <IconButton
                label={texts.takeBack(adjustmentText(one, frequency))}
                onPress={() => void adjusting.remove([one.id])}
              >
                <X aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
        <div className="adjust-line">
          {own.length < 2 ? null : (
            <Button onPress={() => void adjusting.remove(own.map(({ id }) => id))}>{texts.takeAllBack}</Button>
          )}
          <IconButton
            label={texts.undo}
            shortcut={shortcutOf("undo")}
            isDisabled={!canUndo || dataset === undefined}
            onPress={() => {
              if (dataset !== undefined) void scenarios.undo(dataset);
            }}
          >
            <Undo2 aria-hidden />
          </IconButton>
        </div>
      </div>
    </PopoverButton>
  );
}

/** How far the median is from the model's, over the steps where it is another; null where it is nowhere. */
function movedText(shown: Shown | null): string | null {
  if (shown?.plain === undefined || shown.forecast === null) return null;
  const { forecast, plain, series } = shown;
  let [steps, before, after] = [0, 0, 0];
  for (let step = 0; step < plain.horizon; step++) {
    const [model, own] = [quantileAt(plain, 0.5, step), quantileAt(forecast, 0.5, step)];
    if (model === own) continue;
    steps += 1;
    before += model;
    after += own;
  }
  if (steps === 0 || before === 0) return null;
  return texts.moved(signed(percent((after - before) / Math.abs(before))), formatSteps(steps, series.frequency));
}
