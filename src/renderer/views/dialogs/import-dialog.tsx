import type { Dataset, FileInfo, Repair } from "#contract/data";
import { formatCount, inWords, plural } from "../../state/format.ts";
import { useActive, useModel, useView } from "../../state/model.ts";
import { WindowDialog } from "../parts/window-dialog.tsx";

/** What the import made of the file, so that nobody has to trust it blindly. */
export function ImportDialog() {
  const model = useModel();
  const dataset = useActive((open) => open.dataset);
  const isOpen = useView((state) => state.dialog === "import");
  return (
    <WindowDialog
      title="What was understood"
      size="large"
      isOpen={isOpen && dataset !== undefined}
      onClose={() => model.view.setState({ dialog: null })}
    >
      {dataset === undefined ? null : <Understood dataset={dataset} />}
    </WindowDialog>
  );
}

function Understood({ dataset }: { readonly dataset: Dataset }) {
  const { file, columns, repairs, warnings } = dataset;
  return (
    <>
      <p className="dialog-lead">{dataset.name}</p>
      <dl className="facts">
        <Fact name="Layout" value={layoutText[file.layout]} />
        <Fact name="Rows" value={formatCount(file.dataRows)} />
        <Fact name="Series" value={formatCount(dataset.series.length)} />
        <Fact name="Encoding" value={file.encoding} />
        <Fact name="Delimiter" value={delimiterText(file.delimiter)} />
        <Fact name="Decimal mark" value={file.decimal === "," ? "comma" : "point"} />
        {file.vendor === null ? null : <Fact name="Made by" value={file.vendor} />}
      </dl>

      <h3 className="dialog-section">Columns</h3>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Role</th>
            <th scope="col">Holds</th>
          </tr>
        </thead>
        <tbody>
          {columns.map((column, index) => (
            // Names may repeat in a file; the position doesn't.
            <tr key={`${index}-${column.name}`}>
              <th scope="row">{column.name}</th>
              <td>
                <span className="role" data-role={column.role}>
                  {roleText[column.role]}
                </span>
              </td>
              <td>{typeText[column.type]}</td>
            </tr>
          ))}
        </tbody>
      </table>

      <h3 className="dialog-section">Warnings</h3>
      {warnings.length === 0 ? (
        <p className="dialog-none">None.</p>
      ) : (
        <ul className="finding-list">
          {warnings.map((warning, index) => (
            <li key={`${index}-${warning.code}`} className="finding finding-warning">
              {warning.series === undefined || warning.message.includes(warning.series) ? null : <strong>{warning.series}: </strong>}
              {warning.message}
            </li>
          ))}
        </ul>
      )}

      <h3 className="dialog-section">Repairs</h3>
      {repairs.length === 0 ? (
        <p className="dialog-none">None were needed.</p>
      ) : (
        <ul className="finding-list">
          {repairs.map((repair) => (
            <RepairItem key={repair.code} repair={repair} />
          ))}
        </ul>
      )}
    </>
  );
}

function RepairItem({ repair }: { readonly repair: Repair }) {
  const shown = repair.examples.length;
  return (
    <li className="finding">
      <p>
        <strong>{inWords(repair.code)}</strong>
        <span className="finding-count">{plural(repair.count, "time", "times")}</span>
      </p>
      {shown === 0 ? null : (
        <ul className="examples">
          {repair.examples.map((example, index) => (
            <li key={`${example.row}-${index}`}>
              Row {formatCount(example.row)}, {example.column}: <code>{example.from === "" ? "empty" : example.from}</code> →{" "}
              <code>{example.to === "" ? "missing" : example.to}</code>
            </li>
          ))}
          {repair.count > shown ? <li>… and {formatCount(repair.count - shown)} more</li> : null}
        </ul>
      )}
    </li>
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
  long: "Long: one row per series and step",
  wide: "Wide: one column per series",
  records: "Records",
};
const roleText = { time: "Time", id: "Series name", target: "Values", covariate: "Covariate", ignored: "Not used" } as const;
const typeText = { time: "times", number: "numbers", text: "text" } as const;

function delimiterText(delimiter: string): string {
  const names: Record<string, string> = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "space" };
  return names[delimiter] ?? delimiter;
}
