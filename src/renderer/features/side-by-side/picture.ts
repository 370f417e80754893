import type { ValueScaleKind } from "#domain/chart";
import { lightTokens, svgLinesPage, svgPanels } from "#engine/figure";
import { formatShare, formatSteps } from "#renderer/format";
import { valuesAt } from "./cursor.ts";
import { linesOf } from "./lines.ts";
import { maxLines, shareOf, type SideBySideLook } from "./look.ts";
import { texts } from "./texts.ts";
import type { PanelView } from "./use-pictures.ts";
import { countText, insideText, lastOf, madeText, stepText, whenText } from "./words.ts";

/** As many as can still be read in print. */
function columnsFor(count: number): number {
  return count <= 4 ? 2 : count <= 9 ? 3 : 4;
}

/** What the page shows as a static picture, always light; null while nothing of it is there. */
export function pictureOf(
  views: readonly PanelView[],
  look: SideBySideLook,
  title: string,
  valueScale: ValueScaleKind,
): string | null {
  if (views.every(({ picture }) => typeof picture === "string")) return null;
  const isIndexed = look.scale === "indexed";
  const subtitle = (count: number, ...more: readonly string[]): string =>
    [countText(look.kind, count), horizonText(views), isIndexed ? texts.indexedAbout : "", ...more]
      .filter((part) => part !== "")
      .join(" · ");
  if (look.layout === "grid") {
    const panels = views.map((view) => ({
      title: view.panel.isRefining ? texts.provisional(view.title) : view.title,
      line: panelLine(view),
      input: typeof view.picture === "string" ? null : view.picture.input,
    }));
    return svgPanels(panels, title, subtitle(views.length), lightTokens, columnsFor(views.length));
  }
  const drawn = views.slice(0, maxLines);
  const lines = linesOf(drawn, { band: look.band, scale: valueScale, isIndexed, isDark: false });
  if (lines === null) return null;
  const share = shareOf(look.band);
  return svgLinesPage(
    lines,
    title,
    subtitle(drawn.length, share === null ? texts.mediansAlone : texts.rangeAbout(formatShare(share))),
    lightTokens,
  );
}

/** Where all are of one horizon. */
function horizonText(views: readonly PanelView[]): string {
  const all = new Set(
    views.map(({ panel: { compared } }) =>
      formatSteps(compared.selection.horizon, compared.selection.series.frequency),
    ),
  );
  const [only] = all;
  return all.size === 1 && only !== undefined ? texts.subtitleHorizon(only) : "";
}

function panelLine({ panel, picture, number }: PanelView): string {
  if (picture === "not-indexable") return texts.notIndexable;
  if (picture === "none") return panel.error?.message ?? texts.loading;
  const { input } = picture;
  const horizon = valuesAt(input, input.historyTimes.length + input.times.length - 1);
  if (panel.compared.kind === "origins")
    return [madeText(panel), insideText(panel)].filter((part) => part !== null && part !== "").join(" · ");
  const last = lastOf(picture, panel, number);
  return `${texts.last(last.value)} · ${whenText(horizon, panel.compared)}: ${stepText(horizon, panel, number)}`;
}
