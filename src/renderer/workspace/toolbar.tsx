import { PanelLeft, Plus } from "lucide-react";
import { useView, useViewState } from "#renderer/context";
import { shortcutOf, useCommands } from "#renderer/commands";
import { ThemeMenu } from "#renderer/features/appearance";
import { AvailabilityButton } from "#renderer/features/availability";
import { CompareButton } from "#renderer/features/comparison";
import { CorrectButton } from "#renderer/features/correcting";
import { ExportMenu } from "#renderer/features/exporting";
import { HelpMenu } from "#renderer/features/help";
import { ProfileButton } from "#renderer/features/profile";
import { VersionsButton } from "#renderer/features/versions";
import { IconButton } from "#renderer/ui";
import { FileTabs } from "./file-tabs.tsx";
import "./toolbar.css";

/** What concerns the window as a whole. */
export function Toolbar() {
  const commands = useCommands();
  return (
    <header className="toolbar">
      <SidebarToggle />
      <FileTabs />
      <IconButton label="Open files" shortcut={shortcutOf("open")} onPress={() => commands.run("open")}>
        <Plus aria-hidden />
      </IconButton>
      <div className="toolbar-space" />
      <ProfileButton />
      <AvailabilityButton />
      <CorrectButton />
      <VersionsButton />
      <CompareButton />
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
