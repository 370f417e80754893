import { chanceText, formatCount, formatShare, reliabilityText } from "#renderer/format";
import { ChevronRight } from "lucide-react";
import { useId, useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import type { ChanceReliability } from "#domain/threshold";
import { errorText } from "#renderer/context";
import { TermText } from "#renderer/glossary";
import { useThresholds, useThresholdsState } from "./context.ts";
import { texts } from "./texts.ts";

/** How chances of a limit did in the past, once it is asked for. */
export function Reliability({ id }: { readonly id: number }) {
  const thresholds = useThresholds();
  const [isOpen, setOpen] = useState(false);
  const judged = useThresholdsState((state) => state.judged[id]);
  const region = useId();
  if (isOpen && judged === undefined) void Promise.resolve().then(() => thresholds.judge(id));
  return (
    <div className="threshold-past">
      <AriaButton
        className="threshold-past-button"
        aria-expanded={isOpen}
        aria-controls={region}
        onPress={() => setOpen(!isOpen)}
      >
        <ChevronRight aria-hidden />
        {texts.past}
      </AriaButton>
      {isOpen ? (
        <div id={region} className="threshold-judged">
          {judged === undefined || judged === "running" ? (
            <p role="status" className="thresholds-faint">
              {texts.looking}
            </p>
          ) : "error" in judged ? (
            <p role="alert" className="thresholds-problem">
              {errorText(judged.error)}
            </p>
          ) : judged.steps === null ? (
            <p className="thresholds-faint">{texts.noPast}</p>
          ) : (
            <>
              <Found title={texts.atSteps} found={judged.steps} of={texts.pastSteps} hasPlot />
              {judged.ever === null ? null : <Found title={texts.atAll} found={judged.ever} of={texts.pastForecasts} />}
            </>
          )}
        </div>
      ) : null}
    </div>
  );
}

interface FoundProps {
  readonly title: string;
  readonly found: ChanceReliability;
  /** What the events are counted over. */
  readonly of: string;
  readonly hasPlot?: boolean;
}

function Found({ title, found, of, hasPlot = false }: FoundProps) {
  const { brier, baseBrier, reliability, resolution, uncertainty } = found;
  const number = (value: number): string => value.toFixed(3);
  return (
    <section>
      <h4>{title}</h4>
      <p>{reliabilityText(found, of)}</p>
      {hasPlot ? <Plot found={found} /> : null}
      <p className="thresholds-faint">
        <TermText id="brier-score" /> {texts.brier(number(brier), number(baseBrier))}{" "}
        {texts.brierParts(number(reliability), number(resolution), number(uncertainty))}
      </p>
    </section>
  );
}

const plotted = { left: 30, top: 6, size: 150 } as const;

/** Stated chance against how often it happened: right chances lie on the diagonal. */
function Plot({ found }: { readonly found: ChanceReliability }) {
  const { left, top, size } = plotted;
  const x = (chance: number): number => left + chance * size;
  const y = (share: number): number => top + (1 - share) * size;
  const words = found.bins.map(({ chance, share, low, high, steps }) =>
    texts.bin(
      chanceText(chance),
      formatShare(share),
      formatShare(low),
      formatShare(high),
      texts.steps(formatCount(steps)),
    ),
  );
  return (
    <svg
      className="reliability-plot"
      viewBox={`0 0 ${left + size + 12} ${top + size + 30}`}
      role="img"
      aria-label={`${texts.plot}. ${words.join(". ")}.`}
    >
      <rect className="reliability-frame" x={left} y={top} width={size} height={size} />
      <line className="reliability-diagonal" x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
      {[0, 0.5, 1].map((share) => (
        <g key={share}>
          <text x={x(share)} y={top + size + 11} textAnchor="middle">
            {formatShare(share)}
          </text>
          <text x={left - 4} y={y(share) + 3} textAnchor="end">
            {formatShare(share)}
          </text>
        </g>
      ))}
      <text x={left + size / 2} y={top + size + 24} textAnchor="middle">
        {texts.stated}
      </text>
      <text x={left + 4} y={top + 11}>
        {texts.happened}
      </text>
      {found.bins.map(({ chance, share, low, high, steps }, at) => (
        <g key={chance}>
          <title>{words[at]}</title>
          <line className="reliability-bar" x1={x(chance)} x2={x(chance)} y1={y(low)} y2={y(high)} />
          <circle className="reliability-dot" cx={x(chance)} cy={y(share)} r={2 + 3 * Math.sqrt(steps / found.steps)} />
        </g>
      ))}
    </svg>
  );
}
