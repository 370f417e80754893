/** Columns padded to their widest cell; a column whose cells are all numbers is aligned to the right. */
export function alignTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const isNumeric = header.map(
    (_title, column) => rows.length > 0 && rows.every((row) => /^[-−+]?[\d.,\s]*%?$/.test(row[column] ?? "")),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        isNumeric[column] === true ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  return [line(header), line(widths.map((width) => "─".repeat(width))), ...rows.map(line)].join("\n");
}

/** Nothing where there is no number. */
export function fixed(value: number | null | undefined, digits: number): string {
  return value === undefined || value === null || Number.isNaN(value) ? "" : value.toFixed(digits);
}

/** "+12.3 %". */
export function signedShare(share: number | null | undefined): string {
  if (share === undefined || share === null || Number.isNaN(share)) return "";
  const percent = (share * 100).toFixed(1);
  return `${Number(percent) > 0 ? "+" : ""}${percent.replace("-", "−")}\u00A0%`;
}
