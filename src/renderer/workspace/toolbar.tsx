import {
  Activity,
  CircleHelp,
  Download,
  HardDrive,
  Keyboard,
  Monitor,
  Moon,
  Package,
  PanelLeft,
  Plus,
  Sun,
  X,
} from "lucide-react";
import { useEffect, useRef } from "react";
import {
  Button as AriaButton,
  Menu,
  MenuItem,
  MenuTrigger,
  Popover,
  Tag,
  TagGroup,
  TagList,
} from "react-aria-components";
import type { ExportFormat, Theme } from "#contract/ipc";
import { useForecasting, useModel, useSession, useView, useWorkspace } from "../app/model.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { shortcutText } from "../ui/keys.ts";

/** What concerns the window as a whole. */
export function Toolbar() {
  const model = useModel();
  return (
    <header className="toolbar">
      <SidebarToggle />
      <DatasetTabs />
      <IconButton label="Open a file" shortcut={shortcutText("O")} onPress={() => model.run("open")}>
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
  const model = useModel();
  const isShown = useView((state) => state.isSidebarShown);
  const isDrawerOpen = useView((state) => state.isDrawerOpen);
  return (
    <>
      <IconButton
        className="only-wide"
        label={isShown ? "Hide the series list" : "Show the series list"}
        aria-expanded={isShown}
        onPress={() => model.view.setState({ isSidebarShown: !isShown })}
      >
        <PanelLeft aria-hidden />
      </IconButton>
      <IconButton
        className="only-narrow"
        label={isDrawerOpen ? "Hide the series list" : "Show the series list"}
        aria-expanded={isDrawerOpen}
        onPress={() => model.view.setState({ isDrawerOpen: !isDrawerOpen })}
      >
        <PanelLeft aria-hidden />
      </IconButton>
    </>
  );
}

function DatasetTabs() {
  const model = useModel();
  const open = useWorkspace((state) => state.open);
  const active = useWorkspace((state) => state.active);
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
        model.view.setState({ zoom: null });
        model.workspace.activate(next.dataset.handle);
      }}
      onRemove={(keys) => {
        for (const key of keys) model.closeDataset(String(key));
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

const exportChoices: Record<ExportFormat, { readonly label: string; readonly detail: string }> = {
  csv: { label: "Table (CSV)", detail: "Times, median and intervals" },
  xlsx: { label: "Workbook (Excel)", detail: "The same table, with the settings" },
  parquet: { label: "Columns (Parquet)", detail: "For pandas, polars and DuckDB" },
  json: { label: "Data (JSON)", detail: "Every level, full precision" },
  svg: { label: "Picture (SVG)", detail: "Sharp at any size" },
  png: { label: "Picture (PNG)", detail: "For slides and mail" },
  html: { label: "Report (HTML)", detail: "Interactive, one file" },
};

function ExportMenu() {
  const model = useModel();
  const isOpen = useView((state) => state.isExportOpen);
  const canExport = useForecasting((state) => state.shown?.forecast != null);
  return (
    <MenuTrigger isOpen={isOpen && canExport} onOpenChange={(isExportOpen) => model.view.setState({ isExportOpen })}>
      <Button className="toolbar-button" isDisabled={!canExport}>
        <Download aria-hidden />
        <span>Export</span>
      </Button>
      <Popover className="popover" placement="bottom end" offset={6}>
        <Menu
          className="menu"
          aria-label="Export the forecast"
          onAction={(key) => void model.exporting.save(key as ExportFormat)}
        >
          {Object.entries(exportChoices).map(([format, { label, detail }]) => (
            <MenuItem key={format} id={format} textValue={label} className="menu-item">
              <span className="menu-text">
                {label}
                <span className="menu-detail">{detail}</span>
              </span>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

const themeChoices: Record<Theme, { readonly label: string; readonly Icon: typeof Sun }> = {
  system: { label: "As the system", Icon: Monitor },
  light: { label: "Light", Icon: Sun },
  dark: { label: "Dark", Icon: Moon },
};

function ThemeMenu() {
  const model = useModel();
  const theme = useSession((state) => state.theme);
  const { Icon, label } = themeChoices[theme];
  return (
    <MenuTrigger>
      <IconButton label={`Appearance: ${label}`}>
        <Icon aria-hidden />
      </IconButton>
      <Popover className="popover" placement="bottom end" offset={6}>
        <Menu
          className="menu"
          aria-label="Appearance"
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[theme]}
          onAction={(key) => model.session.setTheme(key as Theme)}
        >
          {Object.entries(themeChoices).map(([id, choice]) => (
            <MenuItem key={id} id={id} textValue={choice.label} className="menu-item">
              <choice.Icon aria-hidden className="menu-icon" />
              <span className="menu-text">{choice.label}</span>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function HelpMenu() {
  const model = useModel();
  return (
    <MenuTrigger>
      <IconButton label="Help">
        <CircleHelp aria-hidden />
      </IconButton>
      <Popover className="popover" placement="bottom end" offset={6}>
        <Menu
          className="menu"
          aria-label="Help"
          onAction={(key) => model.run(key as "models" | "diagnostics" | "shortcuts" | "storage")}
        >
          <MenuItem id="shortcuts" textValue="Keyboard shortcuts" className="menu-item">
            <Keyboard aria-hidden className="menu-icon" />
            <span className="menu-text">Keyboard shortcuts</span>
            <kbd>?</kbd>
          </MenuItem>
          <MenuItem id="models" textValue="Models" className="menu-item">
            <Package aria-hidden className="menu-icon" />
            <span className="menu-text">Models…</span>
          </MenuItem>
          <MenuItem id="storage" textValue="Storage" className="menu-item">
            <HardDrive aria-hidden className="menu-icon" />
            <span className="menu-text">Storage</span>
            <kbd>{shortcutText(",")}</kbd>
          </MenuItem>
          <MenuItem id="diagnostics" textValue="Diagnostics" className="menu-item">
            <Activity aria-hidden className="menu-icon" />
            <span className="menu-text">Diagnostics</span>
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
