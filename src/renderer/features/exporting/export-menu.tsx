import { Download } from "lucide-react";
import { Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import type { ExportFormat } from "#domain/export";
import { useView, useViewState } from "#renderer/context";
import { useForecastState } from "#renderer/forecasts";
import { Button } from "#renderer/ui";
import { useExporting } from "./context.ts";

const exportChoices: Record<ExportFormat, { readonly label: string; readonly detail: string }> = {
  csv: { label: "Table (CSV)", detail: "Times, median and intervals" },
  xlsx: { label: "Workbook (Excel)", detail: "The same table, with the settings" },
  parquet: { label: "Columns (Parquet)", detail: "For pandas, polars and DuckDB" },
  json: { label: "Data (JSON)", detail: "Every level, full precision" },
  svg: { label: "Picture (SVG)", detail: "Sharp at any size" },
  png: { label: "Picture (PNG)", detail: "For slides and mail" },
  html: { label: "Report (HTML)", detail: "Interactive, one file" },
};

/** What is selected, as a file of any kind. */
export function ExportMenu() {
  const view = useView();
  const exporting = useExporting();
  const isOpen = useViewState((state) => state.isExportOpen);
  const canExport = useForecastState((state) => state.shown?.forecast != null);
  return (
    <MenuTrigger isOpen={isOpen && canExport} onOpenChange={(isExportOpen) => view.setState({ isExportOpen })}>
      <Button className="toolbar-button" isDisabled={!canExport}>
        <Download aria-hidden />
        <span>Export</span>
      </Button>
      <Popover className="popover" placement="bottom end" offset={6}>
        <Menu
          className="menu"
          aria-label="Export the forecast"
          onAction={(key) => void exporting.save(key as ExportFormat)}
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
