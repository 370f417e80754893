import { Hand } from "lucide-react";
import type { ReactNode } from "react";
import { formatTime, percent, plural, signed } from "#renderer/format";
import {
  expectedGrowthOf,
  changeOf,
  knownOf,
  numbersOf,
  Sparkline,
  TrustDot,
  type OverviewRow,
} from "#renderer/overview";
import { seriesAdjustments, useActiveScenarios } from "#renderer/scenarios";
import { openText } from "./columns.ts";
import { texts } from "./texts.ts";

/** What a cell draws in place of its text; where that is not more, the text. */
export function drawnCell(column: string, row: OverviewRow, text: string): ReactNode {
  if (text === openText) return <span className="overview-open">{openText}</span>;
  switch (column) {
    case "picture":
      return (
        <span className="overview-picture">
          <Sparkline history={row.history} forecast={knownOf(row.forecast)?.spark ?? null} hasForecast />
        </span>
      );
    case "last":
      return Number.isNaN(row.last) ? (
        text
      ) : (
        <Pair main={numbersOf(row)(row.last)} note={timeText(row, row.lastTime)} />
      );
    case "forecast":
      return <ForecastCell row={row} instead={text} />;
    case "growth":
      return <Signed share={expectedGrowthOf(row)} instead={text} />;
    case "change":
      return <Signed share={changeOf(row)} instead={text} />;
    case "error": {
      const evidence = knownOf(row.evidence);
      return evidence === null ? text : numbersOf(row)(evidence.error);
    }
    case "risk": {
      const risk = knownOf(row.risk);
      return risk === null ? (
        text
      ) : (
        <span className="overview-risk" data-severity={isUnlikely(risk.chance) ? undefined : risk.threshold.severity}>
          {shortChance(risk.chance)}
        </span>
      );
    }
    case "skill": {
      const evidence = knownOf(row.evidence);
      return evidence === null || Number.isNaN(evidence.skill) ? text : percent(evidence.skill);
    }
    case "coverage": {
      const evidence = knownOf(row.evidence);
      if (evidence === null) return text;
      return (
        <span className="overview-trust">
          <TrustDot evidence={evidence} />
          {percent(evidence.coverage)}
        </span>
      );
    }
    default:
      return text;
  }
}

function ForecastCell({ row, instead }: { readonly row: OverviewRow; readonly instead: string }) {
  const forecast = knownOf(row.forecast);
  if (forecast === null) return <span className="overview-problem">{instead}</span>;
  const number = numbersOf(row);
  const note = Number.isNaN(forecast.lower) ? "" : `${number(forecast.lower)} – ${number(forecast.upper)}`;
  return (
    <span className="overview-pair">
      <AdjustedMark series={row.series} />
      <Pair main={number(forecast.median)} note={note} />
    </span>
  );
}

/** That the user has put something on top of what the model says. */
function AdjustedMark({ series }: Pick<OverviewRow, "series">) {
  const state = useActiveScenarios();
  const count = seriesAdjustments(state, series).length;
  return count === 0 ? null : (
    <span className="overview-adjusted" title={texts.adjustments(plural(count, "adjustment", "adjustments"))}>
      <Hand aria-hidden className="icon-small" />
      <span className="visually-hidden">{texts.adjusted}</span>
    </span>
  );
}

/** Said as less than 1 %. */
function isUnlikely(chance: number): boolean {
  return chance < 0.005;
}

/** "< 1 %", "34 %", "> 99 %": of a thousand paths nothing is certain. */
function shortChance(chance: number): string {
  if (isUnlikely(chance)) return `< ${percent(0.01)}`;
  return chance > 0.995 ? `> ${percent(0.99)}` : percent(chance);
}

function Signed({ share, instead }: { readonly share: number; readonly instead: string }) {
  if (Number.isNaN(share)) return instead;
  return <span>{signed(percent(share))}</span>;
}

function Pair({ main, note }: { readonly main: string; readonly note: string }) {
  return (
    <span className="overview-pair">
      <span className="overview-main">{main}</span>
      <span className="overview-note">{note}</span>
    </span>
  );
}

function timeText({ series }: OverviewRow, time: number): string {
  return formatTime(time, series.frequency);
}
