import { useEffect, useRef } from "react";
import { useSessionState } from "#renderer/context";
import { LoadFailure, useLoader } from "#renderer/ui";
import { chartLibrary } from "./chart-library.ts";
import { createPlainChart, type PlainChart, type PlainFigure } from "./plain-chart.ts";
import "./plain-chart.css";

export interface PlainChartViewProps {
  readonly figure: PlainFigure;
  /** The picture in a sentence or two, for those who don't see it. */
  readonly description: string;
  readonly className?: string;
  readonly onPoint?: (id: string | null) => void;
}

/** A chart in the room that its place gives it. Exact numbers are in a table beside it. */
export function PlainChartView({ figure, description, className = "", onPoint = ignore }: PlainChartViewProps) {
  const canvas = useRef<HTMLDivElement>(null);
  const chart = useRef<PlainChart | null>(null);
  const point = useRef(onPoint);
  const dark = useSessionState((state) => state.dark);
  useEffect(() => {
    point.current = onPoint;
  }, [onPoint]);
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    const created = createPlainChart(element, (id) => point.current(id));
    chart.current = created;
    const resizing = new ResizeObserver(([entry]) => {
      if (entry !== undefined) created.resize(entry.contentRect.width, entry.contentRect.height);
    });
    resizing.observe(element);
    created.resize(element.clientWidth, element.clientHeight);
    return () => {
      resizing.disconnect();
      created.destroy();
      chart.current = null;
    };
  }, []);
  useEffect(() => {
    void chart.current?.draw(figure, dark);
  }, [figure, dark]);
  const library = useLoader(chartLibrary);
  const isMissing = library.status === "failed";
  return (
    <>
      {isMissing ? <LoadFailure onRetry={chartLibrary.load} /> : null}
      <div className={`plain-chart ${className}`} role="img" aria-label={description} hidden={isMissing}>
        <div className="plain-chart-canvas" ref={canvas} />
      </div>
    </>
  );
}

function ignore(): void {}
