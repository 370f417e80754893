import { ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from "react-aria-components";
import { selectedSeries, useActive } from "#renderer/datasets";
import { formatCount, plural } from "#renderer/format";
import { useAvailability, useAvailabilityState } from "./context.ts";
import { binName, binWords } from "./timeline.ts";
import { useDrawing } from "./use-drawing.ts";
import { binFlagsText, lengthText, shareText, stretchText } from "./words.ts";

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
    <Opening title={`Gaps of ${name}`} note={note}>
      {() => {
        if (gaps === null) return <p className="availability-note">Loading…</p>;
        if (gaps.totalGaps === 0) return <p className="availability-note">Every step has a value.</p>;
        const listed = gaps.gaps.slice(0, listedGaps);
        return (
          <div className="availability-table-scroll" tabIndex={0} role="group" aria-label="Gaps, scrollable">
            <table className="plain-table availability-table" aria-label={`Gaps of ${name}`}>
              <thead>
                <tr>
                  <th scope="col">When</th>
                  <th scope="col">Length</th>
                  <th scope="col">
                    <span className="visually-hidden">Look at it</span>
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
                        aria-label={`Look at ${stretchText(gap)}`}
                        onPress={() => availability.zoomTo(around(gap))}
                      >
                        Look
                      </AriaButton>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            {gaps.totalGaps > listed.length ? (
              <p className="availability-note">
                And {plural(gaps.totalGaps - listed.length, "shorter one", "shorter ones")}.
              </p>
            ) : null}
          </div>
        );
      }}
    </Opening>
  );
}

function Periods() {
  const availability = useAvailability();
  const drawing = useDrawing();
  if (drawing === null) return null;
  const { drawn } = drawing;
  return (
    <Opening title="Figures" note={binWords[drawn.size]}>
      {() => {
        const bins = availability.bins(drawn);
        return (
          <div className="availability-table-scroll" tabIndex={0} role="group" aria-label="Figures, scrollable">
            <table className="plain-table availability-table" aria-label={`Series with data ${binWords[drawn.size]}`}>
              <thead>
                <tr>
                  <th scope="col">When</th>
                  <th scope="col">Series with data</th>
                  <th scope="col">Of</th>
                  <th scope="col">Values present</th>
                  <th scope="col">Marked</th>
                </tr>
              </thead>
              <tbody>
                {[...bins.withData].map((withData, index) => {
                  // Beside the data there is nothing to read.
                  if (bins.spanning[index] === 0) return null;
                  const spanMs = bins.spanMs[index] ?? 0;
                  return (
                    <tr key={bins.first + index}>
                      <th scope="row">{binName(drawn.size, bins.first + index)}</th>
                      <td>{formatCount(withData)}</td>
                      <td>{formatCount(bins.spanning[index] ?? 0)}</td>
                      <td>{spanMs === 0 ? "–" : shareText((bins.presentMs[index] ?? 0) / spanMs)}</td>
                      <td>{binFlagsText(bins, index)}</td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
        );
      }}
    </Opening>
  );
}

/** A gap with as much on either side, so that it is seen to be one. */
export function around({ from, to }: { readonly from: number; readonly to: number }) {
  return { from: from - (to - from), to: to + (to - from) };
}
