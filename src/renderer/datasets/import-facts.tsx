import type { ColumnInfo, Dataset, FileInfo } from "#domain/dataset";
import { zoneName } from "#engine/format";
import { formatCount, frequencyName } from "#renderer/format";
import { fileSteps } from "./steps.ts";

const listedColumns = 6;

/** What was found out about the file as a whole. */
export function ImportFacts({
  file,
  columns = [],
  series,
  zone,
}: {
  readonly file: FileInfo;
  /** Absent where the columns and their roles are shown beside it. */
  readonly columns?: Dataset["columns"];
  readonly series: Dataset["series"];
  readonly zone: Dataset["zone"];
}) {
  const frequencies = fileSteps({ series })
    .map(frequencyName)
    .map((name, index) => (index === 0 ? name : name.toLowerCase()));
  const namesOf = (role: ColumnInfo["role"]): string => {
    const names = columns.flatMap((column) => (column.role === role ? [column.name] : []));
    return names.slice(0, listedColumns).join(", ") + (names.length > listedColumns ? ", …" : "");
  };
  const explanatory = namesOf("covariate");
  const unused = namesOf("ignored");
  return (
    <dl className="facts">
      <Fact name="Rows" value={formatCount(file.dataRows)} />
      <Fact name="Series" value={formatCount(series.length)} />
      <Fact name="Frequency" value={frequencies.slice(0, 3).join(", ") + (frequencies.length > 3 ? ", …" : "")} />
      <Fact name="Layout" value={layoutText[file.layout]} />
      <Fact name="Encoding" value={file.encoding} />
      <Fact name="Delimiter" value={delimiterText(file.delimiter)} />
      <Fact name="Decimal mark" value={file.decimal === "," ? "comma" : "point"} />
      {file.dateOrder === null ? null : <Fact name="Dates" value={file.dateOrder.replace("-", " ")} />}
      {zone === null ? null : <Fact name="Times" value={`in ${zoneName(zone)}`} />}
      {explanatory === "" ? null : <Fact name="Explanatory" value={explanatory} />}
      {unused === "" ? null : <Fact name="Not used" value={unused} />}
      {file.vendor === null ? null : <Fact name="Made by" value={file.vendor} />}
    </dl>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

const layoutText: Record<FileInfo["layout"], string> = {
  long: "Long: a row per series and step",
  wide: "Wide: a column per series",
  records: "Records",
};

function delimiterText(delimiter: string): string {
  const names: Record<string, string> = {
    "": "none",
    ",": "comma",
    ";": "semicolon",
    "\t": "tab",
    "|": "bar",
    " ": "space",
  };
  return names[delimiter] ?? delimiter;
}
