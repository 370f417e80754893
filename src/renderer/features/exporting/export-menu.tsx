import { Download } from "lucide-react";
import { Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Separator } from "react-aria-components";
import type { CommandShell, WindowFormat } from "#domain/export";
import { shortcutOf, useCommands } from "#renderer/commands";
import { useSessionState, useView, useViewState } from "#renderer/context";
import { useForecastState } from "#renderer/forecasts";
import { Button } from "#renderer/ui";
import { useExporting } from "./made.ts";
import { useFormats } from "./formats.ts";
import { texts } from "./texts.ts";
import "./exporting.css";

const commandItems: Readonly<Record<CommandShell, string>> = {
  posix: "As a command",
  powershell: "As a command (PowerShell)",
  cmd: "As a command (cmd)",
};

/** What is selected, as a file of any kind or for the clipboard. */
export function ExportMenu() {
  const view = useView();
  const exporting = useExporting();
  const commands = useCommands();
  const isOpen = useViewState((state) => state.isExportOpen);
  const canExport = useForecastState((state) => state.shown?.forecast != null);
  const { formats, reason } = useFormats();
  const isWindows = useSessionState((state) => state.info?.platform === "win32");
  const shells: readonly CommandShell[] = isWindows ? ["powershell", "cmd"] : ["posix"];
  const act = (key: string): void => {
    const [what = "", which = ""] = key.split(":");
    if (what === "save") void exporting.save(which as WindowFormat);
    else if (what === "command") void exporting.copyCommand(which as CommandShell);
    else if (key === "copy:forecast" || key === "copy:history")
      void exporting.copyNumbers(which as "forecast" | "history");
    else if (key === "copy:picture") void exporting.copyPicture();
    else if (key === "open:several") commands.run("export-several");
    else view.setState({ dialog: "report-details" });
  };
  return (
    <MenuTrigger isOpen={isOpen && canExport} onOpenChange={(isExportOpen) => view.setState({ isExportOpen })}>
      <Button className="toolbar-button" tip={texts.saveCopyOrPrintThe} isDisabled={!canExport}>
        <Download aria-hidden />
        <span>{texts.exportText}</span>
      </Button>
      <Popover className="popover export-popover" placement="bottom end" offset={6}>
        <Menu className="menu" aria-label={texts.exportTheForecast} onAction={(key) => act(String(key))}>
          <MenuSection className="export-section">
            <Header className="export-heading">
              {texts.save}
              {reason === null ? null : <span className="export-reason">{reason}</span>}
            </Header>
            {formats.map(({ id, label, detail, isDisabled }) => (
              <MenuItem key={id} id={`save:${id}`} textValue={label} isDisabled={isDisabled} className="menu-item">
                <span className="export-item">
                  {label}
                  <span className="menu-detail">{detail}</span>
                </span>
              </MenuItem>
            ))}
          </MenuSection>
          <Separator className="export-line" />
          <MenuSection className="export-section">
            <Header className="export-heading">{texts.copy}</Header>
            <MenuItem id="copy:forecast" className="menu-item">
              {texts.forecastNumbers}
            </MenuItem>
            <MenuItem id="copy:history" className="menu-item">
              {texts.historyAndForecastNumbers}
            </MenuItem>
            <MenuItem id="copy:picture" className="menu-item">
              {texts.pictureOfTheChart}
            </MenuItem>
            {shells.map((shell) => (
              <MenuItem key={shell} id={`command:${shell}`} className="menu-item">
                {commandItems[shell]}
              </MenuItem>
            ))}
          </MenuSection>
          <Separator className="export-line" />
          <MenuSection className="export-section" aria-label={texts.more}>
            <MenuItem id="open:several" textValue={texts.severalSeries} className="menu-item">
              <span className="export-item">{texts.severalSeries}</span>
              <kbd>{shortcutOf("export-several")}</kbd>
            </MenuItem>
            <MenuItem id="open:details" className="menu-item">
              {texts.titleAuthorAndComments2}
            </MenuItem>
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
