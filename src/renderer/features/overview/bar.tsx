import { ArrowDown, ArrowUp, Columns3, ListFilter, Plus, X } from "lucide-react";
import { memo } from "react";
import { Input, Label, NumberField } from "react-aria-components";
import { type ImportedDataset, groupColumnsOf } from "#domain/dataset";
import { useTables } from "#renderer/context";
import { plural } from "#renderer/format";
import { Button, Check, Choice, FindField, IconButton, PopoverButton, Segmented, TableButtons } from "#renderer/ui";
import { allColumns, columnOf, columnsOf } from "./columns.ts";
import { useSeriesTable, useSeriesTableState } from "./context.ts";
import { presetOf, presets } from "./narrowing.ts";
import type { Condition } from "./series-table.ts";
import { useColumnIds } from "./use-column-ids.ts";
import { type ShownRows, tableCells } from "./use-rows.ts";
import { texts } from "./texts.ts";

const noGroups = "none";

export interface BarProps {
  readonly dataset: ImportedDataset;
  /** What is shown now: rows that are filled draw nothing of this anew. */
  readonly latest: () => Pick<ShownRows, "series" | "facts">;
}

/** Which rows are shown, under what groups, and with which columns. */
export const Bar = memo(function Bar({ dataset, latest }: BarProps) {
  const table = useSeriesTable();
  const tables = useTables();
  const query = useSeriesTableState((state) => state.query);
  const preset = useSeriesTableState((state) => state.preset);
  const groupBy = useSeriesTableState((state) => state.groupBy);
  const ids = useColumnIds(dataset.handle);
  const groups = groupColumnsOf(dataset);
  const cells = () => {
    const { series, facts } = latest();
    return tableCells(series, ids, facts);
  };
  return (
    <div className="overview-bar">
      <FindField
        className="overview-search"
        label={texts.findLabel}
        placeholder={texts.findPlaceholder}
        value={query}
        onChange={(next) => table.narrow({ query: next })}
      />
      <Choice
        label={texts.preset}
        value={preset}
        options={presets.map(({ id, label, detail }) => ({ id, label, detail }))}
        onChange={(id) => table.setPreset(id, presetOf(id).sorting)}
      />
      {groups.length === 0 ? null : (
        <Choice
          label={texts.groups}
          value={groupBy ?? noGroups}
          options={[{ id: noGroups, label: "None" }, ...groups.map(({ id, label }) => ({ id, label }))]}
          onChange={(id) => table.groupBy(id === noGroups ? null : id)}
        />
      )}
      <Conditions />
      <ColumnChooser dataset={dataset.handle} />
      <div className="overview-bar-end">
        <TableButtons
          onCopy={() => tables.copy(cells())}
          onSave={() => void tables.save(`${dataset.name} all series`, cells())}
        />
      </div>
    </div>
  );
});

/** Numbers can be compared with a limit. */
const comparable = allColumns.filter(({ unit }) => unit !== undefined);
const mostConditions = 4;

function Conditions() {
  const table = useSeriesTable();
  const conditions = useSeriesTableState((state) => state.conditions);
  const change = (at: number, next: Partial<Condition>): void =>
    table.setConditions(conditions.map((one, index) => (index === at ? { ...one, ...next } : one)));
  return (
    <PopoverButton
      tip={texts.conditionsTip}
      button={
        <>
          <ListFilter aria-hidden />
          <span>
            {conditions.length === 0 ? texts.conditions : plural(conditions.length, "condition", "conditions")}
          </span>
        </>
      }
    >
      {conditions.length === 0 ? <p className="overview-soft">{texts.conditionsHint}</p> : null}
      {conditions.map(({ column, is, limit }, at) => (
        <div key={at} className="overview-condition" role="group" aria-label={texts.conditionOf(at + 1)}>
          <Choice
            label={texts.column}
            isLabelHidden
            value={column}
            options={comparable.map(({ id, title }) => ({ id, label: title }))}
            onChange={(id) => change(at, { column: id })}
          />
          <Segmented
            label={texts.aboveOrBelow}
            value={is}
            options={[
              { id: "above", label: "above" },
              { id: "below", label: "below" },
            ]}
            onChange={(next) => change(at, { is: next })}
          />
          <NumberField
            className="field"
            value={limit}
            formatOptions={{ maximumFractionDigits: 6 }}
            onChange={(next) => {
              if (Number.isFinite(next)) change(at, { limit: next });
            }}
          >
            <Label className="visually-hidden">{texts.limit}</Label>
            <div className="field-box number-box">
              <Input className="number-input" />
            </div>
            <span className="overview-unit">{columnOf(column)?.unit === "percent" ? "%" : "\u00A0"}</span>
          </NumberField>
          <IconButton
            label={texts.removeCondition(at + 1)}
            onPress={() => table.setConditions(conditions.filter((_, index) => index !== at))}
          >
            <X aria-hidden />
          </IconButton>
        </div>
      ))}
      <Button
        isDisabled={conditions.length >= mostConditions}
        onPress={() => table.setConditions([...conditions, { column: "growth", is: "above", limit: 10 }])}
      >
        <Plus aria-hidden />
        {texts.addCondition}
      </Button>
    </PopoverButton>
  );
}

function ColumnChooser({ dataset }: { readonly dataset: string }) {
  const table = useSeriesTable();
  const ids = useColumnIds(dataset);
  const shown = columnsOf(ids).filter(({ id }) => id !== "series");
  const hidden = allColumns.filter(({ id }) => id !== "series" && !ids.includes(id));
  const order = shown.map(({ id }) => id);
  const move = (id: string, by: -1 | 1): void => {
    const at = order.indexOf(id);
    const next = [...order];
    const other = next[at + by];
    if (other === undefined) return;
    next[at + by] = id;
    next[at] = other;
    table.setColumns(["series", ...next]);
  };
  return (
    <PopoverButton
      tip={texts.columnsTip}
      button={
        <>
          <Columns3 aria-hidden />
          <span>{texts.columns}</span>
        </>
      }
    >
      <ul className="overview-columns" aria-label={texts.columnsInOrder}>
        {[...shown, ...hidden].map(({ id, title }) => {
          const at = order.indexOf(id);
          const isShown = at >= 0;
          return (
            <li key={id} className="overview-column">
              <Check
                isSelected={isShown}
                onChange={(next) =>
                  table.setColumns(["series", ...(next ? [...order, id] : order.filter((one) => one !== id))])
                }
              >
                {title}
              </Check>
              <IconButton label={texts.moveLeft(title)} isDisabled={at <= 0} onPress={() => move(id, -1)}>
                <ArrowUp aria-hidden />
              </IconButton>
              <IconButton
                label={texts.moveRight(title)}
                isDisabled={!isShown || at === order.length - 1}
                onPress={() => move(id, 1)}
              >
                <ArrowDown aria-hidden />
              </IconButton>
            </li>
          );
        })}
      </ul>
      <Button onPress={() => table.setColumns(null)}>{texts.usualColumns}</Button>
    </PopoverButton>
  );
}
