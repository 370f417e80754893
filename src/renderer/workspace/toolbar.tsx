import { PanelLeft, Plus } from "lucide-react";
import { useView, useViewState } from "#renderer/context";
import { useActive } from "#renderer/datasets";
import { shortcutOf, useCommands } from "#renderer/commands";
import { ThemeMenu } from "#renderer/features/appearance";
import { ExportMenu } from "#renderer/features/exporting";
import { HelpMenu } from "#renderer/features/help";
import { IconButton } from "#renderer/ui";
import { FileTabs } from "./file-tabs.tsx";
import { TabMenu } from "./tab-menu.tsx";
import { ToolMenus } from "./tool-menus.tsx";
import "./toolbar.css";
import { texts } from "./texts.ts";

/** What concerns the window as a whole. `isBare`: the file in front is not there. */
export function Toolbar({ isBare = false }: { readonly isBare?: boolean }) {
  const commands = useCommands();
  return (
    <header className="toolbar">
      {isBare ? null : <SidebarToggle />}
      <TabMenu>
        <FileTabs />
      </TabMenu>
      <IconButton label={texts.openFiles} shortcut={shortcutOf("open")} onPress={() => commands.run("open")}>
        <Plus aria-hidden />
      </IconButton>
      <div className="toolbar-space" />
      {isBare ? null : (
        <>
          <ToolMenus />
          <ExportMenu />
        </>
      )}
      <ThemeMenu />
      <HelpMenu />
    </header>
  );
}

function SidebarToggle() {
  const view = useView();
  const isShown = useViewState((state) => state.isSidebarShown);
  const isDrawerOpen = useViewState((state) => state.isDrawerOpen);
  const hasList = useActive((open) => open.dataset.series.length > 1) === true;
  return (
    <>
      <IconButton
        className="only-wide"
        isDisabled={!hasList}
        label={isShown ? texts.hideSeriesList : texts.showSeriesList}
        aria-expanded={isShown}
        onPress={() => view.setState({ isSidebarShown: !isShown })}
      >
        <PanelLeft aria-hidden />
      </IconButton>
      <IconButton
        className="only-narrow"
        isDisabled={!hasList}
        label={isDrawerOpen ? texts.hideSeriesList : texts.showSeriesList}
        aria-expanded={isDrawerOpen}
        onPress={() => view.setState({ isDrawerOpen: !isDrawerOpen })}
      >
        <PanelLeft aria-hidden />
      </IconButton>
    </>
  );
}
