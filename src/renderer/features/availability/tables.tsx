import { ChevronRight } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from "react-aria-components";
import { binStart } from "#engine/availability";
import { selectedSeries, useActive } from "#renderer/datasets";
import { formatCount, formatShare, plural } from "#renderer/format";
import { useAvailability, useAvailabilityState } from "./context.ts";
import { binnedHits, hitBins } from "./hits.ts";
import { binName, binWords } from "./timeline.ts";
import { type Drawing, useDrawing } from "./use-drawing.ts";
import { binFlagsText, cellText, lengthText, shareText, stretchText } from "./words.ts";
import { texts } from "./texts.ts";

/** More are not read one by one. */
const listedGaps = 100;

/** The same in figures: for reading exact ones, and for those who don't see the picture. */
export function Tables() {
  return (
    <div className="availability-tables">
      <Gaps />
      <Periods />
    </div>
  );
}

interface OpeningProps {
  readonly title: string;
  readonly note: string;
  readonly children: () => ReactNode;
}

function Opening({ title, note, children }: OpeningProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Disclosure className="disclosure availability-opening" isExpanded={isOpen} onExpandedChange={setOpen}>
      <Heading level={2} className="disclosure-heading">
        <AriaButton slot="trigger" className="disclosure-button">
          <ChevronRight aria-hidden className="disclosure-mark" />
          {title} <span className="disclosure-note">{note}</span>
        </AriaButton>
      </Heading>
      <DisclosurePanel className="disclosure-panel">{isOpen ? children() : null}</DisclosurePanel>
    </Disclosure>
  );
}

function Gaps() {
  const availability = useAvailability();
  const gaps = useAvailabilityState((state) => state.gaps);
  const series = useActive((open) => selectedSeries(open).id);
  const file = useActive((open) => open.dataset.name);
  const name = series === undefined || series === "" ? (file ?? "") : series;
  const note = gaps === null ? "" : gaps.totalGaps === 0 ? "none" : formatCount(gaps.totalGaps);
  return (
    <Opening title={texts.gapsOf(name)} note={note}>
      {() => {
        if (gaps === null) return <p className="availability-note">{texts.loading}</p>;
        if (gaps.totalGaps === 0) return <p className="availability-note">{texts.everyStepHasAValue}</p>;
        const listed = gaps.gaps.slice(0, listedGaps);
        return (
          <div className="availability-table-scroll" tabIndex={0} role="group" aria-label={texts.gapsScrollable}>
            <table className="plain-table availability-table" aria-label={texts.gapsOf(name)}>
              <thead>
                <tr>
                  <th scope="col">{texts.when}</th>
                  <th scope="col">{texts.length}</th>
                  <th scope="col">
                    <span className="visually-hidden">{texts.lookAtIt}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {listed.map((gap) => (
                  <tr key={gap.from}>
                    <th scope="row">{stretchText(gap)}</th>
                    <td>{lengthText(gap.to - gap.from)}</td>
                    <td>
                      <AriaButton
                        className="button button-quiet availability-look"
                        aria-label={texts.lookAt(stretchText(gap))}
                        onPress={() => availability.zoomTo(around(gap))}
                      >
                        {texts.look}
                      </AriaButton>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            {gaps.totalGaps > listed.length ? (
              <p className="availability-note">
                {texts.and(plural(gaps.totalGaps - listed.length, "shorter one", "shorter ones"))}
              </p>
            ) : null}
          </div>
        );
      }}
    </Opening>
  );
}

function Periods() {
  const drawing = useDrawing();
  if (drawing === null) return null;
  return (
    <Opening title={texts.figures} note={binWords[drawing.drawn.size]}>
      {() => <PeriodTable drawing={drawing} />}
    </Opening>
  );
}

function PeriodTable({ drawing: { drawn, range } }: { readonly drawing: Drawing }) {
  const availability = useAvailability();
  const front = useActive(selectedSeries);
  const place = useAvailabilityState(({ dataset }) => dataset?.series.findIndex(({ id }) => id === front?.id) ?? -1);
  const series = useAvailabilityState((state) => state.overview?.series);
  const span = { from: series?.from[place] ?? Number.NaN, to: series?.to[place] ?? Number.NaN };
  const past = useAvailabilityState((state) => state.hits);
  // Its row may be out of sight.
  useEffect(() => (place < 0 ? undefined : availability.show(place)), [availability, place]);
  const bins = availability.bins(drawn);
  const row = availability.row(drawn, place);
  const own = past === null || front === undefined ? null : hitBins(range, drawn.size, front.frequency);
  const held = past === null || own?.size !== drawn.size ? null : binnedHits(past, drawn);
  const ownName = front === undefined || front.id === "" ? "This series" : front.id;
  return (
    <div className="availability-table-scroll" tabIndex={0} role="group" aria-label={texts.figuresScrollable}>
      <table className="plain-table availability-table" aria-label={texts.seriesWithData2(binWords[drawn.size])}>
        <thead>
          <tr>
            <th scope="col">{texts.when}</th>
            <th scope="col">{texts.seriesWithData}</th>
            <th scope="col">{texts.of2}</th>
            <th scope="col">{texts.valuesPresent}</th>
            <th scope="col">{texts.marked3}</th>
            <th scope="col">{ownName}</th>
            {held === null || past === null ? null : <th scope="col">{texts.rangeHeld2(formatShare(past.level))}</th>}
          </tr>
        </thead>
        <tbody>
          {[...bins.withData].map((withData, index) => {
            // Beside the data there is nothing to read.
            if (bins.spanning[index] === 0) return null;
            const bin = bins.first + index;
            const spanMs = bins.spanMs[index] ?? 0;
            const within = {
              from: Math.max(span.from, binStart(drawn.size, bin)),
              to: Math.min(span.to, binStart(drawn.size, bin + 1)),
            };
            return (
              <tr key={bin}>
                <th scope="row">{binName(drawn.size, bin)}</th>
                <td>{formatCount(withData)}</td>
                <td>{formatCount(bins.spanning[index] ?? 0)}</td>
                <td>{shareText((bins.presentMs[index] ?? 0) / spanMs)}</td>
                <td>{binFlagsText(bins, index)}</td>
                <td>{cellText(row.presentMs[index] ?? Number.NaN, row.flags[index] ?? 0, within)}</td>
                {held === null ? null : (
                  <td>
                    {held.steps[index] === 0 ? "" : formatShare((held.hits[index] ?? 0) / (held.steps[index] ?? 0))}
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** A gap with as much on either side, so that it is seen to be one. */
export function around({ from, to }: { readonly from: number; readonly to: number }) {
  return { from: from - (to - from), to: to + (to - from) };
}
