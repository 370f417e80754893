import { ChevronRight } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from "react-aria-components";
import {
  factGroups,
  type FactGroup,
  profileFacts,
  type ProfilePart,
  type SeriesProfile,
  summaryFacts,
  type ValueSummary,
} from "#domain/profile";
import type { SeriesSummary } from "#domain/series";
import { autocorrelationFigure, histogramBars, PlainChartView, type PlainFigure } from "#renderer/charts";
import { useTables } from "#renderer/context";
import { selectedSeries, useActive } from "#renderer/datasets";
import { errorFormat, formatCount, formatSteps, formatTime, plural, stepName } from "#renderer/format";
import type { KnownProfile } from "#renderer/profiles";
import { Button, ColumnTable, TableButtons } from "#renderer/ui";
import { useProfilePages, useProfilePagesState } from "./context.ts";
import { EventTables } from "./event-tables.tsx";
import { factCells, factsByGroup, type FactWriting } from "./fact-text.ts";
import { FactList } from "./fact-list.tsx";
import { decompositionFigure } from "./figures.ts";
import { hasParts, type SeriesDetail } from "./profile-pages.ts";
import { SeasonTable } from "./season-table.tsx";
import { notesOf, readingOf } from "./words.ts";
import { texts } from "./texts.ts";

/** What the notes of a group are about. */
const groupParts: Readonly<Partial<Record<FactGroup, readonly ProfilePart[]>>> = {
  pattern: ["seasons", "trend", "forecastability"],
  memory: ["autocorrelation", "stationarity"],
  demand: ["demand"],
  events: ["changepoints", "anomalies"],
};

/** All that is known of the series in front. */
export function SeriesView({ known }: { readonly known: KnownProfile }) {
  const detail = useProfilePagesState((state) => state.detail);
  const selected = useActive((open) => selectedSeries(open));
  const row = selected === undefined ? undefined : known.rows.get(selected.id);
  const pages = useProfilePages();
  if (detail === null || selected === undefined) return null;
  const summary = detail.profile?.summary ?? row?.summary ?? null;
  return (
    <div className="profile-series" data-profile-of={detail.series.id} data-whole={isWhole(detail) || undefined}>
      {detail.error === null ? null : (
        <div className="page-status" data-kind="error" role="alert" data-code={detail.error.code}>
          <p>
            <strong>{detail.error.message}</strong> {detail.error.hint}
          </p>
          <Button onPress={() => pages.retry()}>{texts.tryAgain}</Button>
        </div>
      )}
      {detail.error !== null ? null : detail.profile === null ? (
        <p className="profile-lead" role="status">
          {texts.examiningIt(formatSteps(detail.series.steps, detail.series.frequency))}
        </p>
      ) : (
        <p className="profile-lead">{readingOf(detail.profile, detail.series.frequency)}</p>
      )}
      {summary === null ? null : <Known detail={detail} summary={summary} />}
    </div>
  );
}

function isWhole({ values, profile, decomposition, decompositionError }: SeriesDetail): boolean {
  if (values === null || profile === null) return false;
  return decomposition !== null || decompositionError !== null || !hasParts(profile);
}

function Known({ detail, summary }: { readonly detail: SeriesDetail; readonly summary: ValueSummary }) {
  const { series, values, profile } = detail;
  const tables = useTables();
  const writing = useMemo(
    (): FactWriting => ({
      frequency: series.frequency,
      inUnits: errorFormat(values?.values ?? []),
      timeAt: (step) => values?.times[step] ?? Number.NaN,
    }),
    [series, values],
  );
  const cells = () => [
    ["Group", "Figure", "Value", "What it says"],
    ...factCells(summaryFacts, summary, writing),
    ...(profile === null ? [] : factCells(profileFacts, profile, writing)),
  ];
  return (
    <>
      {profile === null || values === null ? null : (
        <Pictures detail={detail} profile={profile} values={values} writing={writing} />
      )}
      <div className="profile-bar">
        <h2 className="profile-heading">{texts.allFigures}</h2>
        <TableButtons
          onCopy={() => tables.copy(cells())}
          onSave={() => void tables.save(`${series.id} profile`.trim(), cells())}
        />
      </div>
      <Groups series={series} summary={summary} profile={profile} writing={writing} />
    </>
  );
}

function Groups({
  summary,
  profile,
  writing,
}: {
  readonly series: SeriesSummary;
  readonly summary: ValueSummary;
  readonly profile: SeriesProfile | null;
  readonly writing: FactWriting;
}) {
  const coarse = factsByGroup(summaryFacts, summary, writing);
  const whole = profile === null ? null : factsByGroup(profileFacts, profile, writing);
  const groups = (Object.keys(factGroups) as FactGroup[]).map((group) => ({
    group,
    facts: [...(coarse.get(group) ?? []), ...(whole?.get(group) ?? [])],
    notes: notesOf(profile?.notes ?? [], ...(groupParts[group] ?? [])),
  }));
  return (
    <div className="profile-groups">
      {groups
        .filter(({ facts, notes }) => facts.length > 0 || notes.length > 0)
        .map(({ group, facts, notes }) => (
          <FactList key={group} group={group} facts={facts} notes={notes} />
        ))}
    </div>
  );
}

/** Points of the pictures' tables, at most. */
const listed = 60;

function Pictures({
  detail,
  profile,
  values,
  writing: { inUnits, timeAt },
}: {
  readonly detail: SeriesDetail;
  readonly profile: SeriesProfile;
  readonly values: NonNullable<SeriesDetail["values"]>;
  readonly writing: FactWriting;
}) {
  const { series, decomposition, decompositionError } = detail;
  const { summary, autocorrelation, seasons, changepoints, anomalies } = profile;
  const { frequency } = series;
  const parts = useMemo(
    () => decompositionFigure(values, decomposition, profile, frequency, inUnits),
    [values, decomposition, profile, frequency, inUnits],
  );
  const distribution = useMemo(
    () => histogramBars(summary.histogram, { value: "Value", bars: "Values", format: inUnits }),
    [summary, inUnits],
  );
  const memory = useMemo(
    () => (autocorrelation === null ? null : autocorrelationFigure(autocorrelation)),
    [autocorrelation],
  );
  const panels = 1 + (parts.panels?.length ?? 0);
  const isTaken = decomposition !== null;
  return (
    <>
      {summary.observed < 2 ? null : (
        <Picture
          title={isTaken ? texts.whatItIsMadeOf : texts.values}
          figure={parts}
          height={panels * 6.25 + 2.5}
          description={texts.theValuesOverTimeFrom(
            isTaken ? texts.andBelowThem((parts.panels ?? []).map(({ title }) => title.toLowerCase()).join(", ")) : "",
            plural(changepoints?.list.length ?? 0, "changepoint is a line", "changepoints are lines"),
            plural(anomalies?.list.length ?? 0, "anomaly is a point", "anomalies are points"),
          )}
          isWide
        >
          {decompositionError !== null ? (
            <p className="profile-note" role="alert">
              {decompositionError.message} {decompositionError.hint}
            </p>
          ) : isTaken || !hasParts(profile) ? null : (
            <p className="profile-note" role="status">
              {texts.takingItApartIntoTrend}
            </p>
          )}
        </Picture>
      )}
      <EventTables
        changepoints={changepoints}
        anomalies={anomalies}
        write={inUnits}
        time={(step) => formatTime(timeAt(step), frequency)}
        notes={notesOf(profile.notes, "changepoints", "anomalies")}
      />
      {seasons === null || seasons.length === 0 ? null : (
        <SeasonTable seasons={seasons} frequency={frequency} write={inUnits} />
      )}
      <div className="profile-pictures">
        {summary.isConstant || summary.histogram.counts.length === 0 ? null : (
          <Picture
            title={texts.howValuesAreDistributed}
            figure={distribution}
            height={15}
            description={texts.histogramOfInBinsThe(
              plural(summary.observed, "value", "values"),
              formatCount(summary.histogram.counts.length),
            )}
          >
            <AsTable>
              <ColumnTable
                label={texts.valuesByBin}
                corner="From"
                names={summary.histogram.counts.map((_, bin) => binName(summary.histogram.edges, bin, inUnits))}
                columns={[{ id: "count", name: "Steps", values: summary.histogram.counts }]}
                write={(count) => formatCount(count)}
              />
            </AsTable>
          </Picture>
        )}
        {memory === null || autocorrelation === null ? (
          <Missing title={texts.howFarValuesRemember} notes={notesOf(profile.notes, "autocorrelation")} />
        ) : (
          <Picture
            title={texts.howFarValuesRemember}
            figure={memory}
            height={15}
            description={texts.autocorrelationsAtLagsOf1(
              plural(autocorrelation.values.length, stepName(frequency), `${stepName(frequency)}s`),
              autocorrelation.limit.toFixed(2),
            )}
          >
            <AsTable>
              <ColumnTable
                label={texts.autocorrelations}
                corner="Lag"
                names={autocorrelation.values.slice(0, listed).map((_, lag) => String(lag + 1))}
                columns={[
                  {
                    id: "acf",
                    name: `Autocorrelation (noise: \u00B1${autocorrelation.limit.toFixed(2)})`,
                    values: autocorrelation.values,
                  },
                ]}
                write={(value) => value.toFixed(3).replace("-", "\u2212")}
              />
            </AsTable>
          </Picture>
        )}
      </div>
    </>
  );
}

function binName(edges: readonly number[], bin: number, write: (value: number) => string): string {
  return `${write(edges[bin] ?? Number.NaN)} to ${write(edges[bin + 1] ?? Number.NaN)}`;
}

function Picture({
  title,
  figure,
  description,
  height,
  isWide = false,
  children,
}: {
  readonly title: string;
  readonly figure: PlainFigure;
  readonly description: string;
  /** In rem. */
  readonly height: number;
  readonly isWide?: boolean;
  readonly children?: ReactNode;
}) {
  return (
    <figure className="profile-picture" data-wide={isWide || undefined}>
      <figcaption className="profile-heading">{title}</figcaption>
      <div className="profile-canvas" style={{ height: `${height}rem` }}>
        <PlainChartView figure={figure} description={description} />
      </div>
      {children}
    </figure>
  );
}

/** The numbers of a picture, for those who want them or don't see it. */
function AsTable({ children }: { readonly children: ReactNode }) {
  return (
    <Disclosure className="disclosure profile-as-table">
      <Heading level={3} className="disclosure-heading">
        <AriaButton slot="trigger" className="disclosure-button">
          <ChevronRight aria-hidden className="disclosure-mark" />
          {texts.asATable}
        </AriaButton>
      </Heading>
      <DisclosurePanel className="disclosure-panel">{children}</DisclosurePanel>
    </Disclosure>
  );
}

function Missing({ title, notes }: { readonly title: string; readonly notes: readonly string[] }) {
  if (notes.length === 0) return null;
  return (
    <div className="profile-picture">
      <h2 className="profile-heading">{title}</h2>
      {notes.map((note) => (
        <p key={note} className="profile-note">
          {note}
        </p>
      ))}
    </div>
  );
}
