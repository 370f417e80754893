import { Copy } from "lucide-react";
import { Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import type { CopiedTable } from "#domain/export";
import { useForecastState } from "#renderer/forecasts";
import { IconButton } from "#renderer/ui";
import { useExporting } from "./made.ts";
import { texts } from "./texts.ts";

/** The numbers beside the chart, for a spreadsheet. */
export function CopyNumbersButton() {
  const exporting = useExporting();
  const canCopy = useForecastState((state) => state.shown?.forecast != null);
  return (
    <MenuTrigger>
      <IconButton label={texts.copyTheNumbers} isDisabled={!canCopy}>
        <Copy aria-hidden />
      </IconButton>
      <Popover className="popover" placement="bottom end" offset={6}>
        <Menu
          className="menu"
          aria-label={texts.copyTheNumbers}
          onAction={(key) => void exporting.copyNumbers(key as CopiedTable)}
        >
          <MenuItem id="forecast" className="menu-item">
            {texts.copyTheForecast}
          </MenuItem>
          <MenuItem id="history" className="menu-item">
            {texts.copyHistoryAndForecast}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
