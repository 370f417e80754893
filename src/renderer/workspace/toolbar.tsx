import { PanelLeft, Plus, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { Button as AriaButton, Tag, TagGroup, TagList } from "react-aria-components";
import { useView, useViewState } from "#renderer/context";
import { useDatasets, useDatasetsState } from "#renderer/datasets";
import { shortcutOf, useCommands } from "#renderer/commands";
import { ThemeMenu } from "#renderer/features/appearance";
import { ExportMenu } from "#renderer/features/exporting";
import { HelpMenu } from "#renderer/features/help";
import { IconButton } from "#renderer/ui";
import "./toolbar.css";

/** What concerns the window as a whole. */
export function Toolbar() {
  const commands = useCommands();
  return (
    <header className="toolbar">
      <SidebarToggle />
      <DatasetTabs />
      <IconButton label="Open a file" shortcut={shortcutOf("open")} onPress={() => commands.run("open")}>
        <Plus aria-hidden />
      </IconButton>
      <div className="toolbar-space" />
      <ExportMenu />
      <ThemeMenu />
      <HelpMenu />
    </header>
  );
}

function SidebarToggle() {
  const view = useView();
  const isShown = useViewState((state) => state.isSidebarShown);
  const isDrawerOpen = useViewState((state) => state.isDrawerOpen);
  return (
    <>
      <IconButton
        className="only-wide"
        label={isShown ? "Hide the series list" : "Show the series list"}
        aria-expanded={isShown}
        onPress={() => view.setState({ isSidebarShown: !isShown })}
      >
        <PanelLeft aria-hidden />
      </IconButton>
      <IconButton
        className="only-narrow"
        label={isDrawerOpen ? "Hide the series list" : "Show the series list"}
        aria-expanded={isDrawerOpen}
        onPress={() => view.setState({ isDrawerOpen: !isDrawerOpen })}
      >
        <PanelLeft aria-hidden />
      </IconButton>
    </>
  );
}

function DatasetTabs() {
  const view = useView();
  const datasets = useDatasets();
  const open = useDatasetsState((state) => state.open);
  const active = useDatasetsState((state) => state.active);
  const tabs = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Of many files the one in front may have its tab out of sight. The list draws a new one after this effect.
    const frame = requestAnimationFrame(() =>
      tabs.current?.querySelector("[data-selected]")?.scrollIntoView({ block: "nearest", inline: "nearest" }),
    );
    return () => cancelAnimationFrame(frame);
  }, [active, open.length]);
  return (
    <TagGroup
      ref={tabs}
      className="tabs"
      aria-label="Open files"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={active === null ? [] : [active]}
      onSelectionChange={(keys) => {
        const next = open.find(({ dataset }) => keys !== "all" && keys.has(dataset.handle));
        if (next === undefined) return;
        view.setState({ zoom: null });
        datasets.activate(next.dataset.handle);
      }}
      onRemove={(keys) => {
        for (const key of keys) datasets.close(String(key));
      }}
    >
      <TagList className="tab-list" items={open.map(({ dataset }) => ({ id: dataset.handle, name: dataset.name }))}>
        {(item) => (
          <Tag className="tab" textValue={item.name}>
            <span className="truncate" title={item.name}>
              {item.name}
            </span>
            <AriaButton slot="remove" className="tab-close" aria-label="Close">
              <X aria-hidden />
            </AriaButton>
          </Tag>
        )}
      </TagList>
    </TagGroup>
  );
}
