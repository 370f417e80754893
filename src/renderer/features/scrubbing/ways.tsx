import { CalendarSearch, Pause, Play, TrendingDown } from "lucide-react";
import { useEffect, useId, useState } from "react";
import { Input, Label, TextField } from "react-aria-components";
import type { SeriesSummary } from "#domain/series";
import { shortcutOf } from "#renderer/commands";
import { useNumberFormat, useSight, useView, useViewState, wantsLessMotion } from "#renderer/context";
import { activeDataset, useActive, useDatasets } from "#renderer/datasets";
import {
  type MissedBy,
  originTime,
  useForecast,
  useForecastState,
  usePastErrors,
  worstMisses,
} from "#renderer/forecasts";
import { dateOrder, formatShare, formatTime } from "#renderer/format";
import { Button, IconButton, PopoverButton, Segmented } from "#renderer/ui";
import { ErrorKeys } from "./error-keys.tsx";
import { destinationOf } from "./going-to-date.ts";
import { originAt, placeAt } from "./map-scale.ts";
import { useMove } from "./move.ts";
import { originTitle } from "./origin-words.ts";
import { nextSpeed, playedFrom, playEveryMs, playStart, type Speed } from "./playing.ts";
import { texts } from "./texts.ts";

/** Goes through the past by itself, each forecast shown before the next is asked for, until its end or any key. */
export function PlayButton({ series }: { readonly series: SeriesSummary }) {
  const view = useView();
  const datasets = useDatasets();
  const observer = useForecast();
  const sight = useSight();
  const move = useMove();
  const isPlaying = useViewState((state) => state.isPlaying);
  const [speed, setSpeed] = useState<Speed>(6);

  useEffect(() => {
    if (!isPlaying) return undefined;
    const stop = (): void => view.setState({ isPlaying: false });
    const timer = setInterval(
      () => {
        const { shown, error } = observer.store.getState();
        const open = activeDataset(datasets.store.getState());
        if (open?.selection.series !== series.id || error !== null) return stop();
        // What takes its time is waited for: a film without its pictures shows nothing.
        if (shown?.forecast?.origin !== open.selection.origin) return;
        const next = playedFrom(open.selection.origin);
        if (next === null) stop();
        else move(next);
      },
      playEveryMs(speed, wantsLessMotion()),
    );
    window.addEventListener("keydown", stop, true);
    return () => {
      clearInterval(timer);
      window.removeEventListener("keydown", stop, true);
    };
  }, [isPlaying, speed, series, view, observer, datasets, move]);
  // Of another page there is nothing to play.
  useEffect(() => () => view.setState({ isPlaying: false }), [view]);

  const start = (): void => {
    const open = activeDataset(datasets.store.getState());
    const { shown } = observer.store.getState();
    if (open === undefined || shown === null) return;
    const { times } = shown.values;
    const edge = placeAt({ times }, sight.getState().inSight?.from ?? times[0] ?? 0);
    move(
      playStart(open.selection.origin, series.oldestOrigin, originAt({ times }, Math.ceil(edge), series.oldestOrigin)),
    );
    view.setState({ isPlaying: true });
  };
  return (
    <>
      <IconButton
        label={isPlaying ? texts.stop : texts.playThePast}
        isDisabled={series.oldestOrigin === 0}
        onPress={() => (isPlaying ? view.setState({ isPlaying: false }) : start())}
      >
        {isPlaying ? <Pause aria-hidden /> : <Play aria-hidden />}
      </IconButton>
      <IconButton
        className="play-speed"
        label={texts.speedS(speed)}
        isDisabled={series.oldestOrigin === 0}
        onPress={() => setSpeed(nextSpeed(speed))}
      >
        {speed}/s
      </IconButton>
    </>
  );
}

export function GoToDate({ series }: { readonly series: SeriesSummary }) {
  const view = useView();
  const isOpen = useViewState((state) => state.isGoingToDate);
  return (
    <PopoverButton
      className="icon-button"
      label={texts.goToADate}
      shortcut={shortcutOf("go-to-date")}
      placement="top end"
      isDisabled={series.oldestOrigin === 0}
      open={{
        isOpen: isOpen && series.oldestOrigin < 0,
        onChange: (isGoingToDate) => view.setState({ isGoingToDate }),
      }}
      button={<CalendarSearch aria-hidden />}
    >
      <DateForm series={series} onGone={() => view.setState({ isGoingToDate: false })} />
    </PopoverButton>
  );
}

function DateForm({ series, onGone }: { readonly series: SeriesSummary; readonly onGone: () => void }) {
  const move = useMove();
  const values = useForecastState((state) => (state.shown?.series === series ? state.shown.values : undefined));
  const fileOrder = useActive((open) => open.dataset.file.dateOrder) ?? null;
  // Dates are typed as the window writes them.
  const order = dateOrder() ?? fileOrder;
  const [text, setText] = useState("");
  const described = useId();
  if (values === undefined) return null;
  const destination = destinationOf(text, { times: values.times, oldest: series.oldestOrigin, order });
  const nameOf = (origin: number): string => formatTime(originTime(values, origin), series.frequency);
  const example = nameOf(Math.ceil(series.oldestOrigin / 2));
  return (
    <form
      className="date-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (destination.kind === "no-date") return;
        move(destination.origin);
        onGone();
      }}
    >
      <TextField className="field" value={text} onChange={setText} aria-describedby={described} autoFocus>
        <Label className="field-label">{texts.date}</Label>
        <div className="field-box search-choice-box">
          <Input className="search-choice-input" placeholder={example} />
        </div>
      </TextField>
      <Button tone="primary" type="submit" isDisabled={destination.kind === "no-date"}>
        {texts.go}
      </Button>
      <p id={described} className="date-where" aria-live="polite">
        {destination.kind === "no-date"
          ? text.trim() === ""
            ? texts.fromTo(nameOf(series.oldestOrigin), nameOf(0))
            : texts.typeADateSuchAs(example)
          : texts.after(
              destination.isBeyond ? texts.noForecastThenTheNearest : "",
              originTitle(destination.origin, series.frequency),
              nameOf(destination.origin),
            )}
      </p>
    </form>
  );
}

/** The past forecasts that went wrong most, to look at one after the other. */
export function WorstMisses({ series }: { readonly series: SeriesSummary }) {
  const errors = usePastErrors();
  return (
    <PopoverButton
      className="icon-button"
      label={texts.worstMisses}
      placement="top end"
      isDisabled={errors === null}
      button={<TrendingDown aria-hidden />}
    >
      <MissList series={series} />
    </PopoverButton>
  );
}

function MissList({ series }: { readonly series: SeriesSummary }) {
  const move = useMove();
  const errors = usePastErrors();
  const [by, setBy] = useState<MissedBy>("error");
  const shown = useForecastState((state) => state.shown);
  const number = useNumberFormat(shown);
  const origin = useActive((open) => open.selection.origin);
  if (errors === null || shown === null) return null;
  const horizon = shown.forecast?.horizon ?? 1;
  const misses = worstMisses(errors, by, horizon);
  return (
    <>
      <div className="view-option">
        <h3 className="miss-title">{texts.worstMisses}</h3>
        <Segmented
          label={texts.worstBy}
          value={by}
          options={[
            { id: "error", label: "Error" },
            { id: "range", label: "Range" },
          ]}
          onChange={setBy}
        />
      </div>
      {misses.length === 0 ? (
        <p className="miss-none">{by === "range" ? texts.noRangeMissedAsFar : texts.nothingIsKnownYet}</p>
      ) : (
        <ol className="miss-list" aria-label={texts.worstMisses}>
          {misses.map((miss) => (
            <li key={miss.origin}>
              <Button
                tone="quiet"
                className="miss"
                {...(miss.origin === origin ? { "aria-current": "true" } : {})}
                onPress={() => move(miss.origin)}
              >
                <span className="miss-when">{formatTime(originTime(shown.values, miss.origin), series.frequency)}</span>
                <span className="miss-what">
                  {texts.offBy(
                    number(miss.error),
                    Number.isNaN(miss.inside) ? "" : texts.inside(formatShare(miss.inside)),
                  )}
                </span>
              </Button>
            </li>
          ))}
        </ol>
      )}
      <p className="miss-keys">
        {texts.previousAndNext}
        <kbd>{shortcutOf("previous-miss")}</kbd> <kbd>{shortcutOf("next-miss")}</kbd>
      </p>
      <ErrorKeys level={errors.level} />
    </>
  );
}
