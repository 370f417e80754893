import type { ForecastExplanation } from "#domain/influence";
import type { Frequency } from "#domain/series";
import { useTables } from "#renderer/context";
import { formatTime, signed, valueFormatter } from "#renderer/format";
import { TableButtons } from "#renderer/ui";
import { texts } from "./texts.ts";
import { explanationSentences } from "./words.ts";

interface PartsProps {
  readonly explanation: ForecastExplanation;
  readonly frequency: Frequency;
  readonly series: string;
}

interface Row {
  readonly name: string;
  readonly kind: "trend" | "season" | "influence" | "rest";
  readonly values: Float64Array;
}

/** In units of the picture. */
const width = 600;
const height = 32;

/** The median, taken apart: bars for each part on one scale, which add up to it with the level. */
export function Parts({ explanation, frequency, series }: PartsProps) {
  const tables = useTables();
  const { parts, times } = explanation;
  const rows: readonly Row[] = [
    { name: texts.trend, kind: "trend", values: parts.trend },
    { name: texts.season, kind: "season", values: parts.season },
    ...parts.influences.map(({ name, values }): Row => ({ name, kind: "influence", values })),
    { name: texts.rest, kind: "rest", values: parts.rest },
  ];
  const shown = rows.filter(({ values }) => values.some((value) => value !== 0));
  const size = Math.max(...shown.flatMap(({ values }) => [...values].map(Math.abs)), Number.MIN_VALUE);
  const write = valueFormatter(parts.median);
  const cells = (): (string | number)[][] => [
    [texts.step, texts.level, ...rows.map(({ name }) => name), texts.median],
    ...[...times].map((ms, step) => [
      formatTime(ms, frequency),
      parts.level,
      ...rows.map(({ values }) => values[step] ?? 0),
      parts.median[step] ?? 0,
    ]),
  ];
  return (
    <section className="influences-part" aria-labelledby="influences-parts">
      <div className="influences-title">
        <h2 className="influences-heading" id="influences-parts">
          {texts.parts}
        </h2>
        <TableButtons
          onCopy={() => tables.copy(cells())}
          onSave={() => void tables.save(`${series} ${texts.parts}`, cells())}
        />
      </div>
      <ul className="influences-sentences">
        {explanationSentences(explanation, frequency).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <dl className="influences-rows">
        <div className="influences-row">
          <dt>{texts.level}</dt>
          <dd className="influences-level">{write(parts.level)}</dd>
        </div>
        {shown.map((row) => {
          const [low, high] = [Math.min(...row.values), Math.max(...row.values)];
          return (
            <div className="influences-row" key={`${row.kind} ${row.name}`}>
              <dt className="truncate">{row.name}</dt>
              <dd>
                <Bars row={row} size={size} />
                <span className="influences-ends">
                  {signed(write(low))} … {signed(write(high))}
                </span>
              </dd>
            </div>
          );
        })}
      </dl>
      <p className="influences-axis" aria-hidden="true">
        <span>{formatTime(times[0] ?? Number.NaN, frequency)}</span>
        <span>{formatTime(times.at(-1) ?? Number.NaN, frequency)}</span>
      </p>
    </section>
  );
}

function Bars({ row: { kind, values }, size }: { readonly row: Row; readonly size: number }) {
  const each = width / values.length;
  return (
    <svg className="influences-bars" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      <line x1={0} x2={width} y1={height / 2} y2={height / 2} className="influences-zero" />
      {[...values].map((value, step) => {
        const long = (Math.abs(value) / size) * (height / 2);
        return (
          <rect
            key={step}
            data-kind={kind}
            x={step * each}
            y={value > 0 ? height / 2 - long : height / 2}
            width={Math.max(each * 0.8, 0.5)}
            height={long}
          />
        );
      })}
    </svg>
  );
}
