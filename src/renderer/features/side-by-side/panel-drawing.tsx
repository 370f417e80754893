import { memo, useMemo } from "react";
import { darkTokens, type FigureTokens, lightTokens, panelFrame, svgPanel } from "#engine/figure";
import { useSessionState } from "#renderer/context";
import { nearestStep, timesOf, valuesAt } from "./cursor.ts";
import type { Drawn } from "./drawn.ts";

export interface PanelDrawingProps {
  readonly drawn: Drawn;
  /** Unique in the window. */
  readonly name: string;
  /** In pixels at the usual size of text; the picture grows with the text. */
  readonly width: number;
  readonly height: number;
  /** The step that is pointed at, here or in another panel. */
  readonly step: number | null;
  readonly onPoint: (step: number) => void;
}

/** One small fan chart, with the step that is pointed at. */
export function PanelDrawing({ drawn, name, width, height, step, onPoint }: PanelDrawingProps) {
  const tokens = useSessionState((state) => state.dark) ? darkTokens : lightTokens;
  const frame = useMemo(() => panelFrame(drawn.shape, placeOf(name, width, height)), [drawn, name, width, height]);
  return (
    <svg
      className="beside-drawing"
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
      onPointerMove={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        if (box.width === 0) return;
        onPoint(nearestStep(drawn.input, frame.timeAt(((event.clientX - box.left) / box.width) * width)));
      }}
    >
      <Picture drawn={drawn} tokens={tokens} name={name} width={width} height={height} />
      {step === null ? null : <CursorMark drawn={drawn} tokens={tokens} frame={frame} step={step} />}
    </svg>
  );
}

const edge = { top: 6, side: 2 };

function placeOf(name: string, width: number, height: number) {
  return {
    x: edge.side,
    y: edge.top,
    width: width - 2 * edge.side,
    height: height - edge.top,
    isSmall: true,
    id: name,
  };
}

interface PictureProps extends Pick<PanelDrawingProps, "drawn" | "name" | "width" | "height"> {
  readonly tokens: FigureTokens;
}

/** Drawn anew only when the picture itself changes. */
const Picture = memo(function Picture({ drawn, tokens, name, width, height }: PictureProps) {
  const markup = useMemo(
    () => svgPanel(drawn.input, drawn.shape, tokens, placeOf(name, width, height)),
    [drawn, tokens, name, width, height],
  );
  // Its words are numbers and times: `svgPanel` escapes everything else.
  return <g dangerouslySetInnerHTML={{ __html: markup }} />;
});

function CursorMark({
  drawn,
  tokens,
  frame,
  step,
}: {
  readonly drawn: Drawn;
  readonly tokens: FigureTokens;
  readonly frame: ReturnType<typeof panelFrame>;
  readonly step: number;
}) {
  const { median, observed, ahead } = valuesAt(drawn.input, step);
  const x = frame.x(timesOf(drawn.input)[step] ?? Number.NaN);
  if (!(x >= frame.left - 1 && x <= frame.right + 1)) return null;
  const dot = (value: number, colour: string) => {
    const y = frame.y(value);
    return y >= frame.top - 4 && y <= frame.bottom + 4 ? (
      <circle cx={x} cy={y} r={3.2} fill={colour} stroke={tokens.background} />
    ) : null;
  };
  return (
    <g className="beside-cursor">
      <line x1={x} x2={x} y1={frame.top - 2} y2={frame.bottom} stroke={tokens.mutedText} />
      {Number.isNaN(median) ? null : dot(median, tokens.median)}
      {Number.isNaN(observed) ? null : dot(observed, ahead > 0 ? tokens.actual : tokens.history)}
    </g>
  );
}
