import { useMemo } from "react";
import type { ImportedDataset } from "#domain/dataset";
import {
  datasetFacts,
  demandClasses,
  type ProfiledSeries,
  stationarityVerdicts,
  trendDirections,
} from "#domain/profile";
import { commonFrequency } from "#renderer/datasets";
import { formatCount, percent } from "#renderer/format";
import { useTables } from "#renderer/context";
import type { KnownProfile } from "#renderer/profiles";
import { TableButtons } from "#renderer/ui";
import { Button } from "react-aria-components";
import { useProfilePages } from "./context.ts";
import { factCells, factsByGroup, type FactWriting } from "./fact-text.ts";
import { FactList } from "./fact-list.tsx";
import { seasonText } from "./words.ts";
import { texts } from "./texts.ts";

/** The filter of the list that shows the series that a fact counts. */
const filters: readonly (readonly [fact: string, filter: string])[] = [
  ["seriesWithGaps", "gaps"],
  ["constantSeries", "constant"],
  ["emptySeries", "empty"],
  ["withChangepoints", "changes"],
  ["withAnomalies", "anomalies"],
];

/** Facts that the lists of kinds say, too. */
const ofKinds: ReadonlySet<string> = new Set(["withoutSeason", "rising", "falling"]);

/** Figures of the whole dataset, and how its series divide into kinds. */
export function Overview({ dataset, known }: { readonly dataset: ImportedDataset; readonly known: KnownProfile }) {
  const tables = useTables();
  const pages = useProfilePages();
  const { overall, progress } = known;
  const writing = useMemo(
    (): FactWriting => ({ frequency: commonFrequency(dataset), inUnits: String, timeAt: () => Number.NaN }),
    [dataset],
  );
  const groups = useMemo(
    () => (overall === null ? null : factsByGroup(datasetFacts, overall, writing)),
    [overall, writing],
  );
  const links = useMemo(() => new Map(filters.map(([fact, filter]) => [fact, () => pages.showList(filter)])), [pages]);
  if (overall === null || groups === null) {
    return (
      <div className="profile-empty">
        <p>{progress?.state === "unkept" ? texts.chooseASeriesToExamine : texts.theFirstFiguresComeAs}</p>
      </div>
    );
  }
  const { profiled } = overall;
  return (
    <div className="profile-overview">
      <div className="profile-bar">
        <p className="profile-soft">
          {overall.series < dataset.series.length
            ? texts.ofTheSeriesThatHave(formatCount(overall.series))
            : profiled === null
              ? texts.countsAndRangesAreThere
              : profiled.series < overall.series
                ? texts.trendsSeasonsAndChangesAre(formatCount(profiled.series))
                : texts.allSeriesAreExamined(formatCount(overall.series))}
        </p>
        <TableButtons
          onCopy={() => tables.copy(factCells(datasetFacts, overall, writing))}
          onSave={() => void tables.save(`${dataset.name} profile`, factCells(datasetFacts, overall, writing))}
        />
      </div>
      <div className="profile-groups">
        {[...groups].map(([group, facts]) => (
          <FactList key={group} group={group} links={links} facts={facts.filter(({ id }) => !ofKinds.has(id))} />
        ))}
        {profiled === null ? null : <Kinds profiled={profiled} writing={writing} />}
      </div>
    </div>
  );
}

function Kinds({
  profiled,
  writing: { frequency },
}: {
  readonly profiled: ProfiledSeries;
  readonly writing: FactWriting;
}) {
  const { seasons, withoutSeason, trends, stationarity, demand, series } = profiled;
  const of = (
    facet: string,
    words: Readonly<Record<string, { readonly label: string; readonly words: string }>>,
    counts: Readonly<Record<string, number>>,
  ): readonly Kind[] =>
    Object.entries(words).map(([id, { label, words: says }]) => ({
      filter: `${facet}:${id}`,
      label,
      words: says,
      count: counts[id] ?? 0,
    }));
  return (
    <>
      <KindTable
        title={texts.seasons}
        total={series}
        kinds={[
          ...seasons.map(({ length, series: count, medianStrength }) => ({
            filter: `season:${length}`,
            label: frequency === null ? `${formatCount(length)} steps` : seasonText({ length }, frequency),
            words: `Strength ${percent(medianStrength)} in the middle one of these series.`,
            count,
          })),
          { filter: "season:none", label: "None", words: "Nothing repeats.", count: withoutSeason },
        ]}
      />
      <KindTable title={texts.trend} total={series} kinds={of("trend", trendDirections, trends)} />
      <KindTable title={texts.demand} total={series} kinds={of("demand", demandClasses, demand)} />
      <KindTable
        title={texts.stationarity}
        total={series}
        kinds={of("stationarity", stationarityVerdicts, stationarity)}
      />
    </>
  );
}

interface Kind {
  readonly filter: string;
  readonly label: string;
  readonly words: string;
  readonly count: number;
}

/** How many series are of each kind; a number leads to them. */
function KindTable({
  title,
  total,
  kinds,
}: {
  readonly title: string;
  readonly total: number;
  readonly kinds: readonly Kind[];
}) {
  const pages = useProfilePages();
  return (
    <section className="profile-facts" aria-label={title}>
      <h2 className="profile-heading">{title}</h2>
      <ul className="profile-kind-list">
        {kinds.map(({ filter, label, words, count }) => (
          <li key={filter} className="profile-fact" data-kind={filter}>
            <span>{label}</span>
            {count === 0 ? (
              <span className="profile-fact-value">0</span>
            ) : (
              <Button
                className="profile-link profile-fact-value"
                aria-label={texts.showTheseSeries2(label, formatCount(count))}
                onPress={() => pages.showList(filter)}
              >
                {formatCount(count)}
              </Button>
            )}
            <span className="profile-fact-words">{words}</span>
            <span className="profile-share" aria-hidden="true">
              <span style={{ width: `${(100 * count) / Math.max(total, 1)}%` }} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
