import { useMemo } from "react";
import { useSessionState, useViewState } from "#renderer/context";
import type { NumberFormat } from "#engine/format";
import { useSideBySideState } from "./context.ts";
import { type Cursor, stepIn } from "./cursor.ts";
import { type Picture, picturesOf } from "./drawn.ts";
import type { Link } from "./look.ts";
import type { Panel } from "./side-by-side.ts";
import { formatFor, modelNames, titleOf } from "./words.ts";

/** A panel with everything that it is drawn and read by. */
export interface PanelView {
  readonly panel: Panel;
  readonly title: string;
  readonly picture: Picture;
  readonly number: NumberFormat;
}

export function usePanels(): readonly PanelView[] {
  const panels = useSideBySideState((state) => state.panels);
  const candidates = useSideBySideState((state) => state.candidates);
  const kind = useSideBySideState((state) => state.look.kind);
  const layout = useSideBySideState((state) => state.look.layout);
  const wanted = useSideBySideState((state) => state.look.scale);
  // One drawing has one axis.
  const scale = layout === "one" && wanted === "own" ? "same" : wanted;
  const valueScale = useViewState((state) => state.chart.scale);
  const models = useSessionState((state) => state.models);
  const methods = useSessionState((state) => state.methods);
  const isRounded = useSessionState((state) => state.isRounded);
  const nameOf = useMemo(() => modelNames({ models, methods }, candidates), [models, methods, candidates]);
  return useMemo(() => {
    const pictures = picturesOf(
      panels.map(({ shown }) => shown),
      scale,
      valueScale,
      kind === "origins",
    );
    return panels.map((panel, index) => {
      const picture = pictures[index] ?? "none";
      const number = formatFor(panel, picture, scale === "indexed", isRounded);
      return { panel, title: titleOf(panel.compared, nameOf), picture, number };
    });
  }, [panels, kind, scale, valueScale, isRounded, nameOf]);
}

/** The cursor's place among a panel's steps; null where it shows no such step. */
export function stepOf({ picture, panel }: PanelView, cursor: Cursor | null, link: Link): number | null {
  if (cursor === null || typeof picture === "string") return null;
  // Of its own panel the step is the one that is pointed at, whatever the others are linked by.
  return stepIn(picture.input, cursor, cursor.panel === panel.compared.id ? "ahead" : link);
}
