import {
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useSyncExternalStore,
} from "react";
import { type SeasonsOverlay, shareLabel } from "#engine/figure";
import {
  describeFlag,
  describeSpan,
  type FanChart,
  flagNames,
  flagsAt,
  FlagShape,
  type MarkedCode,
  missingAt,
  missingSpans,
  pixelX,
  pixelY,
  type PlotArea,
  timeAt,
} from "#renderer/charts";
import { formatCount } from "#renderer/format";
import { useChartSurfaceState, useNumberFormat, useSight, useViewState } from "#renderer/context";
import { averageStepMs, intervalLevelsOf, type Shown, useForecastState } from "#renderer/forecasts";
import { chanceOf, chanceText } from "./chance-words.ts";
import { usePointingState } from "./context.ts";
import { HalfDensity } from "./half-density.tsx";
import { marksAt, useMarks } from "./notes.ts";
import { drawnNear, placeReadout } from "./place-readout.ts";
import { stepNear } from "./pointing.ts";
import { bandKind, formatMoment, type ReadoutRow, spokenStep } from "./readout-words.ts";
import { readSeasons } from "./season-reading.ts";
import { reachOf } from "./use-gestures.ts";

export interface ReadoutProps {
  readonly chart: FanChart;
  readonly surface: RefObject<HTMLElement | null>;
}

/** Exact numbers of the step under the pointer, or of the one that the arrow keys are at, which is read out, too. */
export function Readout({ chart, surface }: ReadoutProps) {
  const place = usePointingState((state) => state.place);
  const shown = useForecastState((state) => state.shown);
  // Every picture may put the steps elsewhere: another period, another size.
  const area = useSyncExternalStore(chart.onDrawn, chart.area);
  if (place === null || shown === null || area === null) return <Spoken text="" />;
  if (place.by === "pointer" && (place.x < area.left - 4 || place.x > area.left + area.width + 4))
    return <Spoken text="" />;
  const time = place.by === "pointer" ? timeAt(area, place.x) : place.time;
  const isByKeys = place.by === "keys";
  const pointedY = place.by === "pointer" ? place.y : null;
  const common = { area, shown, surface, time, isByKeys };
  return area.seasons === null ? (
    <StepReadout {...common} pointedY={pointedY} />
  ) : (
    <SeasonReadout {...common} seasons={area.seasons} />
  );
}

interface PlacedProps {
  readonly area: PlotArea;
  readonly shown: Shown;
  readonly surface: RefObject<HTMLElement | null>;
  readonly time: number;
  readonly isByKeys: boolean;
}

function StepReadout({
  area,
  shown,
  surface,
  time,
  isByKeys,
  pointedY,
}: PlacedProps & { readonly pointedY: number | null }) {
  const options = useViewState((state) => state.chart);
  const number = useNumberFormat(shown);
  const marks = useMarks();
  const overlays = useChartSurfaceState((state) => state.overlays);
  const levels = useMemo(() => intervalLevelsOf(options.shares), [options.shares]);
  const step = stepNear(shown, time, isByKeys ? Infinity : reachOf(area, shown), levels);
  const sight = useSight();
  const pointed = step?.time ?? null;
  useEffect(() => {
    sight.setState({ pointed });
    return () => sight.setState({ pointed: null });
  }, [sight, pointed]);
  if (step === null) return <Spoken text="" />;
  const gap = Number.isNaN(step.observed) ? missingAt(missingSpans(shown.values), step.time) : null;
  if (gap === null && Number.isNaN(step.observed) && step.row === null) return <Spoken text="" />;
  const x = pixelX(area, step.time);
  if (x < area.left - 1 || x > area.left + area.width + 1) return <Spoken text="" />;

  const { frequency } = shown.series;
  const flags = options.areFlagsShown && step.index !== null ? flagsAt(shown.values.flags, step.index) : [];
  const said = options.areNotesShown ? marksAt(marks, step.time, averageStepMs(shown.values)) : [];
  const over = overlays.flatMap((overlay) => {
    if (overlay.dataset !== shown.dataset.handle || overlay.series !== shown.series.id) return [];
    const value = overlay.median[overlay.times.indexOf(step.time)];
    return value === undefined ? [] : [{ name: overlay.name, value }];
  });
  const chance = chanceOf(area, shown, options.representation, step, pointedY);
  const rows: readonly ReadoutRow[] = [
    ...(gap === null ? [] : [{ name: "Missing", kind: "missing", value: describeSpan(gap, frequency) }]),
    ...(Number.isNaN(step.observed)
      ? []
      : [
          {
            name: step.row === null ? "Observed" : "Actual",
            kind: step.row === null ? "history" : "actual",
            value: number(step.observed),
          },
        ]),
    ...(step.row === null ? [] : [{ name: "Median", kind: "median", value: number(step.row.median) }]),
    ...(step.row === null
      ? []
      : step.row.intervals.flatMap(({ lower, upper }, index) => {
          const share = levels[index]?.share ?? 0;
          return Number.isNaN(lower)
            ? []
            : [
                {
                  name: shareLabel(share),
                  kind: bandKind(share),
                  value: `${number(lower)} – ${number(upper)}`,
                },
              ];
        })),
    ...over.map(({ name, value }) => ({ name, kind: "overlay", value: number(value) })),
  ];
  const when = formatMoment(step.time, frequency);
  const words = [
    ...said.map(({ text }) => text),
    ...flags.map((flag) => flagNames[flag.code]),
    ...(chance === null ? [] : [chanceText(chance, number)]),
  ];
  return (
    <>
      <Spoken text={isByKeys ? spokenStep(when, rows, words) : ""} />
      <Box area={area} shown={shown} surface={surface} x={x}>
        {chance === null ? null : <HalfDensity area={area} x={x} chance={chance} />}
        <Dot area={area} x={x} value={step.row?.median ?? Number.NaN} kind="median" />
        <Dot area={area} x={x} value={step.observed} kind={step.row === null ? "history" : "actual"} />
        {flags.map((flag) => (
          <FlagDot key={flag.code} area={area} x={x} value={step.observed} code={flag.code as MarkedCode} />
        ))}
        <ReadoutWords when={when} rows={rows}>
          {chance === null ? null : <p className="readout-chance">{chanceText(chance, number)}</p>}
          {said.map((mark) => (
            <p key={`${mark.kind}${mark.from}${mark.text}`} className="readout-note">
              {mark.text}
            </p>
          ))}
          {flags.map((flag) => (
            <p key={flag.code} className="readout-flag">
              <FlagShape code={flag.code as MarkedCode} />
              <span>
                <strong>{flagNames[flag.code]}</strong> {describeFlag(flag, step.index ?? -1, formatCount)}
              </span>
            </p>
          ))}
        </ReadoutWords>
      </Box>
    </>
  );
}

/** A value of the same place in every season. */
function SeasonReadout({
  area,
  shown,
  surface,
  time,
  isByKeys,
  seasons,
}: PlacedProps & { readonly seasons: SeasonsOverlay }) {
  const number = useNumberFormat(shown);
  const shares = useViewState((state) => state.chart.shares);
  const reading = readSeasons(seasons, shown, time, isByKeys ? Infinity : reachOf(area, shown), shares);
  if (reading === null) return <Spoken text="" />;
  const x = pixelX(area, reading.place);
  const rows: readonly ReadoutRow[] = [
    ...reading.forecast.flatMap(({ name, row, main }) => [
      { name: `${name}, median`, kind: "median", value: number(row.median) },
      ...(main === null
        ? []
        : [
            {
              name: `${name}, ${shareLabel(main.share)}`,
              kind: "80",
              value: `${number(main.lower)} – ${number(main.upper)}`,
            },
          ]),
    ]),
    ...reading.observed.map(({ name, value, isCurrent }) => ({
      name,
      kind: isCurrent ? "history" : "past",
      value: number(value),
    })),
  ];
  return (
    <>
      <Spoken text={isByKeys ? spokenStep(reading.name, rows, []) : ""} />
      <Box area={area} shown={shown} surface={surface} x={x}>
        {reading.forecast.slice(0, 1).map(({ name, row }) => (
          <Dot key={name} area={area} x={x} value={row.median} kind="median" />
        ))}
        {reading.observed
          .filter(({ isCurrent }) => isCurrent)
          .map(({ name, value }) => (
            <Dot key={name} area={area} x={x} value={value} kind="history" />
          ))}
        <ReadoutWords when={reading.name} rows={rows} />
      </Box>
    </>
  );
}

/** What the arrow keys are at, for those who don't see it. It is always there, so that what it says is heard. */
function Spoken({ text }: { readonly text: string }) {
  return (
    <p className="visually-hidden" aria-live="polite" data-spoken>
      {text}
    </p>
  );
}

/** A line over the plot, and beside it a box that hides least of what is drawn. */
function Box({
  area,
  shown,
  surface,
  x,
  children,
}: Pick<PlacedProps, "area" | "shown" | "surface"> & { readonly x: number; readonly children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  // Every pointer event may change the words, and with them the box's size: placed before it is painted.
  useLayoutEffect(() => {
    const [element, words] = [surface.current, box.current?.querySelector<HTMLElement>(".readout-box")];
    if (element === null || words == null) return;
    const size = { width: words.offsetWidth, height: words.offsetHeight };
    const nearby = area.seasons === null ? drawnNear(shown, area, x, size.width + 24) : [];
    const place = placeReadout(area, x, size, element.clientWidth, nearby);
    words.style.left = `${place.left}px`;
    words.style.top = `${place.top}px`;
  });
  return (
    <div ref={box} className="readout" aria-hidden="true">
      <div className="readout-line" style={{ left: x, top: area.top, height: area.height }} />
      {children}
    </div>
  );
}

function ReadoutWords({
  when,
  rows,
  children,
}: {
  readonly when: string;
  readonly rows: readonly ReadoutRow[];
  readonly children?: ReactNode;
}) {
  return (
    <div className="readout-box">
      <p className="readout-time">{when}</p>
      <dl className="readout-list">
        {rows.map((row) => (
          <Line key={row.name} {...row} />
        ))}
      </dl>
      {children}
    </div>
  );
}

/** A flag of the step in its own colour: on the chart they are quiet. */
function FlagDot({
  area,
  x,
  value,
  code,
}: {
  readonly area: PlotArea;
  readonly x: number;
  readonly value: number;
  readonly code: MarkedCode;
}) {
  if (!Number.isFinite(value)) return null;
  return (
    <div className="readout-flag-dot" style={{ left: x, top: pixelY(area, value) }}>
      <FlagShape code={code} />
    </div>
  );
}

function Line({ name, kind, value }: ReadoutRow) {
  return (
    <div className="readout-row">
      <dt className={`key key-${kind}`}>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Dot({
  area,
  x,
  value,
  kind,
}: {
  readonly area: PlotArea;
  readonly x: number;
  readonly value: number;
  readonly kind: string;
}) {
  const [low, high] = area.values;
  if (!(value >= low && value <= high)) return null;
  return <div className={`readout-dot readout-dot-${kind}`} style={{ left: x, top: pixelY(area, value) }} />;
}
