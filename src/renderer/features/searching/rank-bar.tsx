import { useState } from "react";
import { Label, Slider, SliderOutput, SliderThumb, SliderTrack } from "react-aria-components";
import type { SearchResult } from "#domain/job";
import { useResults, useResultsState } from "#renderer/jobs";
import { Choice } from "#renderer/ui";
import { metrics } from "./metrics.ts";
import { texts } from "./texts.ts";

/** An entry of the list of metrics that is none; no id has a blank. */
const mix = "a mix";
/** To begin with: the usual metric counts twice as much as each other. */
const firstWeights: Readonly<Record<string, number>> = Object.fromEntries(
  metrics.map(({ id }, index) => [id, index === 0 ? 50 : 25]),
);

/** By what the models are ranked: another metric, or several of them with weights. Nothing is computed again. */
export function RankBar({ result }: { readonly result: SearchResult }) {
  const results = useResults();
  const ranking = useResultsState((state) => state.ranking);
  const [weights, setWeights] = useState(firstWeights);
  const isMixed = ranking !== null && "weights" in ranking;
  const rankMixed = (next: Readonly<Record<string, number>>): void => {
    // Without any weight nothing could be ranked: the last ranking stays.
    if (Object.values(next).some((weight) => weight > 0)) results.rank({ weights: next });
  };
  const metric = ranking === null || isMixed ? result.settings.metric : ranking.metric;
  return (
    <div className="rank-bar">
      <Choice
        label={texts.rankedBy}
        value={isMixed ? mix : metric}
        options={[
          ...metrics.map(({ id, label, detail }) => ({ id, label, detail })),
          ...(metrics.some(({ id }) => id === result.settings.metric)
            ? []
            : [{ id: result.settings.metric, label: result.settings.metric }]),
          { id: mix, label: "A mix of several…", detail: "You say how much each of them counts." },
        ]}
        onChange={(id) => {
          if (id === mix) rankMixed(weights);
          else results.rank({ metric: id });
        }}
      />
      {isMixed ? (
        <div className="rank-weights" role="group" aria-label={texts.howMuchEachCounts}>
          {metrics.map(({ id, label }) => (
            <Slider
              key={id}
              className="rank-weight"
              minValue={0}
              maxValue={100}
              step={5}
              value={weights[id] ?? 0}
              onChange={(value) => setWeights({ ...weights, [id]: value })}
              onChangeEnd={(value) => rankMixed({ ...weights, [id]: value })}
            >
              <Label className="rank-weight-label">{label}</Label>
              <SliderOutput className="rank-weight-value" />
              <SliderTrack className="rank-track">
                <SliderThumb className="rank-thumb" />
              </SliderTrack>
            </Slider>
          ))}
        </div>
      ) : null}
    </div>
  );
}
