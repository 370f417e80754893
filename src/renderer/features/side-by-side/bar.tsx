import { ImageDown } from "lucide-react";
import type { ReactNode } from "react";
import { Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { pictureFormats } from "#domain/export";
import { useSessionState, useTables, useView } from "#renderer/context";
import { selectedSeries, useActive } from "#renderer/datasets";
import { Choice, IconButton, Segmented, StepsField, TableButtons } from "#renderer/ui";
import { useSideBySide, useSideBySideState } from "./context.ts";
import {
  type Band,
  bands,
  counts,
  type Distance,
  type Kind,
  type Layout,
  type Link,
  type Scale,
  type SeriesOrder,
} from "./look.ts";
import { ModelsPicker, SeriesPicker } from "./pickers.tsx";
import { pictureOf } from "./picture.ts";
import { tableOfPanels } from "./table.ts";
import { texts } from "./texts.ts";
import type { PanelView } from "./use-pictures.ts";
import { modelNames } from "./words.ts";

/** What is compared, and how it is drawn. */
export function Bar({ views, status }: { readonly views: readonly PanelView[]; readonly status: ReactNode }) {
  const page = useSideBySide();
  const look = useSideBySideState((state) => state.look);
  const { kind, layout, scale } = look;
  return (
    <>
      <div className="beside-bar">
        <Segmented<Kind>
          label={texts.compare}
          value={kind}
          options={[
            { id: "series", label: texts.kindSeries },
            { id: "models", label: texts.kindModels },
            { id: "origins", label: texts.kindOrigins },
            { id: "files", label: texts.kindFiles },
          ]}
          onChange={(next) => page.change({ kind: next })}
        />
        {kind === "series" ? <SeriesControls /> : null}
        {kind === "models" ? <ModelsPicker /> : null}
        {kind === "origins" ? <OriginControls /> : <BackField />}
      </div>
      <div className="beside-bar">
        <Segmented<Layout>
          label={texts.layout}
          value={layout}
          options={[
            { id: "grid", label: texts.grid },
            { id: "one", label: texts.one },
          ]}
          onChange={(next) => page.change({ layout: next })}
        />
        <Segmented<Scale>
          label={texts.scale}
          value={layout === "one" && scale === "own" ? "same" : scale}
          options={[
            ...(layout === "one" ? [] : [{ id: "own" as const, label: texts.own, tip: texts.ownTip }]),
            { id: "same", label: texts.same, tip: texts.sameTip },
            { id: "indexed", label: texts.indexed, tip: texts.indexedTip },
          ]}
          onChange={(next) => page.change({ scale: next })}
        />
        {layout === "one" ? (
          <Choice
            label={texts.band}
            value={look.band}
            options={bands.map((id) => ({ id, label: id === "none" ? texts.noBand : `${id}\u00A0%` }))}
            onChange={(next) => page.change({ band: next as Band })}
          />
        ) : null}
        {layout === "grid" && kind === "origins" ? (
          <Choice
            label={texts.link}
            value={look.link}
            options={[
              { id: "ahead", label: texts.linkAhead },
              { id: "time", label: texts.linkTime },
            ]}
            onChange={(next) => page.change({ link: next as Link })}
          />
        ) : null}
        {status}
        <Giving views={views} />
      </div>
    </>
  );
}

function SeriesControls() {
  const page = useSideBySide();
  const order = useSideBySideState((state) => state.look.order);
  const dataset = useActive((open) => open.dataset);
  return (
    <>
      <Choice
        label={texts.which}
        isLabelHidden
        value={order}
        options={[
          { id: "largest", label: texts.largest, detail: texts.largestDetail },
          { id: "worst", label: texts.worst, detail: texts.worstDetail },
          { id: "growing", label: texts.growing, detail: texts.growingDetail },
          { id: "chosen", label: texts.chosen, detail: texts.chosenDetail },
        ]}
        onChange={(next) => page.change({ order: next as SeriesOrder })}
      />
      {order === "chosen" ? dataset === undefined ? null : <SeriesPicker dataset={dataset} /> : <CountChoice />}
    </>
  );
}

function OriginControls() {
  const page = useSideBySide();
  const distance = useSideBySideState((state) => state.look.distance);
  return (
    <>
      <Choice
        label={texts.apart}
        value={distance}
        options={[
          { id: "season", label: texts.season },
          { id: "horizon", label: texts.horizon },
          { id: "step", label: texts.step },
        ]}
        onChange={(next) => page.change({ distance: next as Distance })}
      />
      <CountChoice />
    </>
  );
}

function CountChoice() {
  const page = useSideBySide();
  const count = useSideBySideState((state) => state.look.count);
  return (
    <Segmented
      label={texts.howMany}
      value={String(count)}
      options={counts.map((id) => ({ id: String(id), label: String(id) }))}
      onChange={(next) => page.change({ count: counts.find((one) => String(one) === next) ?? count })}
    />
  );
}

/** How far back forecasts are made, so that one sees what came. */
function BackField() {
  const page = useSideBySide();
  const back = useSideBySideState((state) => state.look.back);
  const oldest = useActive((open) => selectedSeries(open).oldestOrigin) ?? 0;
  return (
    <StepsField
      label={texts.stepsBack}
      value={back}
      min={0}
      max={Math.max(-oldest, back, 0)}
      onChange={(next) => page.change({ back: next })}
    />
  );
}

/** What is shown as a table and as a picture. */
function Giving({ views }: { readonly views: readonly PanelView[] }) {
  const page = useSideBySide();
  const tables = useTables();
  const view = useView();
  const models = useSessionState((state) => state.models);
  const methods = useSessionState((state) => state.methods);
  const file = useActive((open) => open.dataset.name) ?? "";
  const cells = () => tableOfPanels(views, modelNames({ models, methods }, null));
  const isEmpty = views.every(({ panel }) => panel.shown === null);
  const series = useActive((open) => selectedSeries(open).id) ?? "";
  const kind = useSideBySideState((state) => state.look.kind);
  const subject = kind === "series" || series === "" ? file : kind === "files" ? series : `${series} · ${file}`;
  const name = `${subject} side by side`;
  const give = (how: string): void => {
    const svg = pictureOf(views, page.store.getState().look, subject, view.getState().chart.scale);
    if (svg === null) return;
    if (how === "copy") void tables.copyPicture(svg);
    else void tables.savePicture(name, svg, pictureFormats.find((format) => format === how) ?? "svg");
  };
  return (
    <div className="beside-bar-end">
      <TableButtons
        isDisabled={isEmpty}
        onCopy={() => tables.copy(cells())}
        onSave={() => void tables.save(name, cells())}
      />
      <MenuTrigger>
        <IconButton label={texts.picture} isDisabled={isEmpty}>
          <ImageDown aria-hidden />
        </IconButton>
        <Popover className="popover" placement="bottom end" offset={6}>
          <Menu className="menu" aria-label={texts.picture} onAction={(key) => give(String(key))}>
            <MenuItem id="copy" className="menu-item">
              {texts.copyPicture}
            </MenuItem>
            <MenuItem id="svg" className="menu-item">
              {texts.saveSvg}
            </MenuItem>
            <MenuItem id="png" className="menu-item">
              {texts.savePng}
            </MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
    </div>
  );
}
