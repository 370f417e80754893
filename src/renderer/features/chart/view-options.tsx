import { Activity, CalendarRange, Flag, Hash, StickyNote } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Input, Label, TextField } from "react-aria-components";
import { type AxisLabel, labelKey, sharePresets, sharesFrom, usualLabel } from "#domain/chart";
import { overlayNames, shareLabel } from "#engine/figure";
import { nonPositiveCount, seasonUnitOf } from "#renderer/charts";
import { changeChart, useSession, useSessionState, useView, useViewState } from "#renderer/context";
import { useForecastState } from "#renderer/forecasts";
import { isCountSeries, plural } from "#renderer/format";
import { termTip } from "#renderer/glossary";
import { useSeriesEventsState } from "#renderer/profiles";
import { Segmented, Toggle } from "#renderer/ui";
import { FlagKeys, useFlagCodes } from "./legend.tsx";
import { NoteList } from "./note-list.tsx";
import { texts } from "./texts.ts";

/** How the forecast is shown, all in one place. */
export function ViewOptions() {
  return (
    <>
      <RangeOptions />
      <AxisOptions />
      <MarkOptions />
      <NoteList />
    </>
  );
}

function Option({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="view-option">
      <span aria-hidden="true">{name}</span>
      {children}
    </div>
  );
}

function RangeOptions() {
  const view = useView();
  const representation = useViewState((state) => state.chart.representation);
  return (
    <section className="view-group" aria-label={texts.forecast}>
      <Option name="Uncertainty as">
        <Segmented
          label={texts.uncertainty}
          value={representation}
          options={[
            { id: "intervals", label: "Ranges", tip: termTip("range") },
            { id: "density", label: "Density", tip: "Point at a step for the chance of more than a value" },
          ]}
          onChange={(next) => changeChart(view, { representation: next })}
        />
      </Option>
      <Levels />
    </section>
  );
}

const presetText = (shares: readonly number[]): string => shares.map((share) => Math.round(share * 100)).join(" · ");

/** Which ranges: a few usual sets, or any that are typed. */
function Levels() {
  const view = useView();
  const shares = useViewState((state) => state.chart.shares);
  const isRanges = useViewState((state) => state.chart.representation === "intervals");
  const [typed, setTyped] = useState<string | null>(null);
  const preset = sharePresets.findIndex((candidate) => candidate.join() === shares.join());
  const read = typed === null ? null : sharesFrom(typed);
  const commit = (): void => {
    if (read !== null && "shares" in read) changeChart(view, { shares: read.shares });
    setTyped(null);
  };
  return (
    <>
      <Option name="Levels in %">
        <span className="view-levels">
          <Segmented
            label={texts.levels}
            value={preset < 0 ? null : String(preset)}
            options={sharePresets.map((candidate, index) => ({
              id: String(index),
              label: presetText(candidate),
              name: candidate.map(shareLabel).join(", "),
            }))}
            onChange={(id) => {
              const chosen = sharePresets[Number(id)];
              if (chosen !== undefined) changeChart(view, { shares: chosen });
            }}
          />
          <TextField
            aria-label={texts.ownLevels}
            className="field-box view-field"
            value={typed ?? (preset < 0 ? shares.map((share) => String(+(share * 100).toFixed(1))).join(", ") : "")}
            isInvalid={read !== null && "problem" in read}
            onChange={setTyped}
            onBlur={commit}
            onKeyDown={(event) => {
              if (event.key === "Enter") commit();
            }}
          >
            <Input className="view-input" placeholder="60, 90" />
          </TextField>
        </span>
      </Option>
      {read !== null && "problem" in read ? <p className="view-problem">{read.problem}</p> : null}
      {isRanges ? null : <p className="view-note">{texts.rangesInReadout}</p>}
    </>
  );
}

function AxisOptions() {
  const view = useView();
  const scale = useViewState((state) => state.chart.scale);
  const layout = useViewState((state) => state.chart.layout);
  const shown = useForecastState((state) => state.shown);
  const unit = shown === null ? null : seasonUnitOf(shown);
  const refused = shown === null ? 0 : nonPositiveCount(shown.values);
  return (
    <section className="view-group" aria-label={texts.axes}>
      <Option name="Value axis">
        <Segmented
          label={texts.valueAxis}
          value={scale}
          options={[
            { id: "linear", label: "Linear", tip: "Equal distances are equal differences" },
            { id: "log", label: "Log", tip: "Equal distances are equal factors; for values above zero" },
            {
              id: "symmetric",
              label: "Symmetric log",
              tip: "Logarithmic away from zero on both sides, straight around it",
            },
          ]}
          onChange={(next) => changeChart(view, { scale: next })}
        />
      </Option>
      {scale === "log" && refused > 0 ? (
        <p className="view-problem" role="alert">
          {texts.noLogarithm(refused, plural(refused, "value", "values"))}
        </p>
      ) : null}
      <Option name="Time">
        <Segmented
          label={texts.time}
          value={layout === "seasons" && unit !== null ? "seasons" : "time"}
          options={[
            { id: "time", label: "In sequence", tip: "One season after the other" },
            {
              id: "seasons",
              label: overlayNames[unit ?? "year"],
              tip: unit === null ? "The data are too short for that" : "Seasons laid over each other",
            },
          ]}
          onChange={(next) => {
            if (next === "time" || unit !== null) changeChart(view, { layout: next });
          }}
        />
      </Option>
      {shown === null ? null : (
        <AxisNames
          file={shown.dataset.name}
          series={shown.series.id}
          usual={usualLabel(shown.dataset, shown.series.id)}
        />
      )}
    </section>
  );
}

/** What the user calls the values of this series. */
function AxisNames({
  file,
  series,
  usual,
}: {
  readonly file: string;
  readonly series: string;
  readonly usual: AxisLabel;
}) {
  const view = useView();
  const key = labelKey(file, series);
  const own = useViewState((state) => state.chart.labels[key]) ?? { title: "", unit: "" };
  const change = (part: Partial<AxisLabel>): void => {
    const next = { ...own, ...part };
    const { [key]: _before, ...others } = view.getState().chart.labels;
    const isEmpty = next.title.trim() === "" && next.unit.trim() === "";
    changeChart(view, { labels: isEmpty ? others : { ...others, [key]: next } });
  };
  return (
    <div className="view-names">
      <TextField className="view-name" value={own.title} maxLength={80} onChange={(title) => change({ title })}>
        <Label className="field-label">{texts.title}</Label>
        <span className="field-box view-field">
          <Input className="view-input" placeholder={usual.title} />
        </span>
      </TextField>
      <TextField className="view-name view-unit" value={own.unit} maxLength={24} onChange={(unit) => change({ unit })}>
        <Label className="field-label">{texts.unit}</Label>
        <span className="field-box view-field">
          <Input className="view-input" placeholder={usual.unit === "" ? texts.none : usual.unit} />
        </span>
      </TextField>
    </div>
  );
}

function MarkOptions() {
  const view = useView();
  const session = useSession();
  const options = useViewState((state) => state.chart);
  const isRounded = useSessionState((state) => state.isRounded);
  const isCount = useForecastState((state) => state.shown !== null && isCountSeries(state.shown.values));
  const hasFlags = useFlagCodes().length > 0;
  const eventsError = useSeriesEventsState((state) => state.error);
  return (
    <section className="view-group" aria-label={texts.marks}>
      <div className="view-toggles">
        <Toggle
          label={texts.weekends}
          tip={texts.weekendsEffect}
          icon={<CalendarRange aria-hidden />}
          text="Weekends"
          isSelected={options.areWeekendsShown}
          onChange={(next) => changeChart(view, { areWeekendsShown: next })}
        />
        <Toggle
          label={texts.flags}
          tip={hasFlags ? texts.flagsEffect : texts.noFlags}
          icon={<Flag aria-hidden />}
          text="Flags"
          isSelected={options.areFlagsShown}
          isDisabled={!hasFlags}
          onChange={(next) => changeChart(view, { areFlagsShown: next })}
        />
        <Toggle
          label={texts.notes}
          tip={texts.notesEffect}
          icon={<StickyNote aria-hidden />}
          text="Notes"
          isSelected={options.areNotesShown}
          onChange={(next) => changeChart(view, { areNotesShown: next })}
        />
        <Toggle
          label={texts.changesAndAnomalies}
          tip={texts.changesEffect}
          icon={<Activity aria-hidden />}
          text="Changes and anomalies"
          isSelected={options.areEventsShown}
          onChange={(next) => changeChart(view, { areEventsShown: next })}
        />
        <Toggle
          label={texts.wholeNumbers}
          tip={isCount ? texts.wholeNumbersEffect : texts.notWhole}
          icon={<Hash aria-hidden />}
          text="Whole numbers"
          isSelected={isRounded}
          isDisabled={!isCount}
          onChange={(next) => session.setRounded(next)}
        />
      </div>
      {eventsError === null ? null : (
        <p className="view-problem" role="alert">
          {eventsError.message}
        </p>
      )}
      {hasFlags ? <FlagKeys label={texts.seriesFlags} /> : null}
    </section>
  );
}
