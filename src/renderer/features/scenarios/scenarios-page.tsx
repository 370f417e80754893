import { Copy, FileDown, OctagonAlert, Pencil, Plus, Trash2, X } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { Input, Label, Radio, RadioGroup, TextField } from "react-aria-components";
import { baseScenario, type Scenario, scenarioLimits } from "#domain/scenario";
import type { SeriesSummary } from "#domain/series";
import { MarkShape, PlainChartView } from "#renderer/charts";
import { errorText, useNumberFormat, useTables } from "#renderer/context";
import { selectedSeries, useActive } from "#renderer/datasets";
import { useForecastState } from "#renderer/forecasts";
import { percent, plural, signed } from "#renderer/format";
import {
  scenarioIn,
  seriesAdjustments,
  useActiveScenarios,
  useScenarios,
  useScenariosState,
} from "#renderer/scenarios";
import { Button, IconButton, Page, PopoverButton } from "#renderer/ui";
import { Assumptions } from "./assumptions.tsx";
import { useFutures, useFuturesState } from "./context.ts";
import { type DrawnScenario, scenariosFigure } from "./figure.ts";
import type { ScenarioAnswer } from "./futures.ts";
import { texts } from "./texts.ts";
import { addedText, adjustmentText, historyText } from "./words.ts";
import "./scenarios.css";

/** Named futures of a file beside each other: what they assume, how they differ, and what they come to. */
export function ScenariosPage() {
  const futures = useFutures();
  const state = useActiveScenarios();
  const selected = useFuturesState((one) => one.selected);
  const series = useActive(selectedSeries);
  const file = useActive((open) => open.dataset.name);
  const dataset = useActive((open) => open.dataset.handle);
  if (state === undefined || series === undefined || dataset === undefined) return null;
  const scenario = scenarioIn(state, selected) ?? state.scenarios[0];
  return (
    <Page
      title={texts.scenarios}
      subject={series.id === "" ? file : series.id}
      back={texts.back}
      onClose={() => futures.close()}
    >
      <Problem />
      <div className="scenarios-split">
        <div className="scenarios-side">
          <List scenarios={state.scenarios} selected={selected} dataset={dataset} />
          {scenario === undefined ? null : <Content scenario={scenario} series={series} dataset={dataset} />}
        </div>
        <div className="scenarios-main">
          <Together scenarios={state.scenarios} series={series} />
          <Added />
        </div>
      </div>
    </Page>
  );
}

/** Why the last change was not made. */
function Problem() {
  const error = useScenariosState((state) => state.error);
  if (error === null) return null;
  return (
    <p className="scenarios-problem" role="alert">
      <OctagonAlert aria-hidden className="icon-small" />
      {errorText(error)}
    </p>
  );
}

interface ListProps {
  readonly scenarios: readonly Scenario[];
  readonly selected: number;
  readonly dataset: string;
}

function List({ scenarios, selected, dataset }: ListProps) {
  const futures = useFutures();
  const store = useScenarios();
  const current = scenarios.find(({ id }) => id === selected);
  const isBase = selected === baseScenario;
  const create = async (name: string, from: number): Promise<boolean> => {
    const id = await store.create(dataset, name, from);
    if (id !== null) futures.select(id);
    return id !== null;
  };
  return (
    <section className="scenarios-list" aria-label={texts.scenarios}>
      <RadioGroup
        className="scenarios-radios"
        aria-label={texts.scenarios}
        value={String(selected)}
        onChange={(id) => futures.select(Number(id))}
      >
        {scenarios.map(({ id, name }, look) => (
          <Radio key={id} value={String(id)} className="scenarios-radio">
            <MarkShape index={look} />
            <span className="truncate">{name}</span>
          </Radio>
        ))}
      </RadioGroup>
      {scenarios.length === 1 ? <p className="adjust-soft">{texts.onlyBase}</p> : null}
      <div className="adjust-line">
        <NameButton
          label={texts.newScenario}
          icon={<Plus aria-hidden />}
          initial=""
          words={texts.create}
          onDone={(name) => create(name, baseScenario)}
        />
        <IconButton
          label={texts.duplicate}
          onPress={() => void create(texts.copyOf(current?.name ?? "").slice(0, scenarioLimits.name), selected)}
        >
          <Copy aria-hidden />
        </IconButton>
        {isBase ? null : (
          <NameButton
            key={selected}
            label={texts.rename}
            icon={<Pencil aria-hidden />}
            initial={current?.name ?? ""}
            words={texts.rename}
            onDone={(name) => store.rename(dataset, selected, name)}
          />
        )}
        <IconButton label={texts.save} onPress={() => void store.save(dataset, selected)}>
          <FileDown aria-hidden />
        </IconButton>
        {isBase ? null : (
          <IconButton label={texts.deleteIt} onPress={() => void store.remove(dataset, selected)}>
            <Trash2 aria-hidden />
          </IconButton>
        )}
      </div>
    </section>
  );
}

interface NameButtonProps {
  readonly label: string;
  readonly icon: ReactNode;
  readonly initial: string;
  readonly words: string;
  readonly onDone: (name: string) => Promise<boolean>;
}

function NameButton({ label, icon, initial, words, onDone }: NameButtonProps) {
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState(initial);
  return (
    <PopoverButton
      button={icon}
      label={label}
      className="icon-button"
      placement="bottom start"
      open={{
        isOpen,
        onChange(next) {
          setOpen(next);
          setName(initial);
        },
      }}
    >
      <form
        className="adjust-line"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() === "") return;
          void onDone(name).then((isDone) => {
            if (isDone) setOpen(false);
          });
        }}
      >
        <TextField className="field" value={name} onChange={setName} maxLength={scenarioLimits.name} autoFocus>
          <Label className="field-label">{texts.name}</Label>
          <Input className="field-box adjust-note" />
        </TextField>
        <Button type="submit" tone="primary" isDisabled={name.trim() === ""}>
          {words}
        </Button>
      </form>
    </PopoverButton>
  );
}

interface ContentProps {
  readonly scenario: Scenario;
  readonly series: SeriesSummary;
  readonly dataset: string;
}

/** What a scenario assumes of the series in front, and how to have it assume more. */
function Content({ scenario, series, dataset }: ContentProps) {
  const store = useScenarios();
  const state = useActiveScenarios();
  const { frequency } = series;
  const adjustments = seriesAdjustments(state, series, scenario.id);
  const edits = scenario.edits.filter((edit) => edit.series === series.id);
  const remove = (id: number): void => void store.change(dataset, scenario.id, { removes: [id] });
  return (
    <section className="scenarios-content" aria-label={texts.contentOf(scenario.name)}>
      <h2 className="adjust-title">{texts.contentOf(scenario.name)}</h2>
      {adjustments.length + edits.length === 0 ? <p className="adjust-soft">{texts.nothingAssumed}</p> : null}
      <ul className="adjust-entries">
        {edits.map((edit) => (
          <Entry key={edit.id} text={historyText(edit, frequency)} note={edit.text} onRemove={() => remove(edit.id)} />
        ))}
        {adjustments.map((one) => (
          <Entry key={one.id} text={adjustmentText(one, frequency)} note={one.note} onRemove={() => remove(one.id)} />
        ))}
      </ul>
      <Assumptions
        key={scenario.id}
        hasHistory={scenario.id !== baseScenario}
        series={series}
        onAdd={(changes) => store.change(dataset, scenario.id, changes)}
      />
    </section>
  );
}

interface EntryProps {
  readonly text: string;
  readonly note: string;
  readonly onRemove: () => void;
}

function Entry({ text, note, onRemove }: EntryProps) {
  return (
    <li className="adjust-entry">
      <div>
        <p>{text}</p>
        {note === "" ? null : <p className="adjust-soft">{note}</p>}
      </div>
      <IconButton label={texts.takeBack(text)} onPress={onRemove}>
        <X aria-hidden />
      </IconButton>
    </li>
  );
}

interface TogetherProps {
  readonly scenarios: readonly Scenario[];
  readonly series: SeriesSummary;
}

/** All of them in one picture, and their sums in a table. */
function Together({ scenarios, series }: TogetherProps) {
  const futures = useFutures();
  const tables = useTables();
  const answers = useFuturesState((state) => state.answers);
  const shown = useForecastState((state) => state.shown);
  const write = useNumberFormat(shown);
  const drawn = useMemo(
    () =>
      scenarios.flatMap((scenario, look): DrawnScenario[] => {
        const computed = answers[scenario.id]?.computed ?? null;
        return computed === null ? [] : [{ scenario, look, computed }];
      }),
    [scenarios, answers],
  );
  const figure = useMemo(
    () =>
      shown === null || shown.series.id !== series.id || drawn.length === 0
        ? null
        : scenariosFigure(drawn, shown.values, write, series.id),
    [drawn, shown, series, write],
  );
  const base = answers[baseScenario]?.computed?.sum.quantiles[1] ?? Number.NaN;
  const names = scenarios.map(({ name }) => name).join(", ");
  const save = (): void => {
    const header = [texts.scenario, texts.median, "10 %", "90 %", texts.difference];
    const rows = drawn.map(({ scenario, computed: { sum } }) => {
      const [low = Number.NaN, median = Number.NaN, high = Number.NaN] = sum.quantiles;
      return [scenario.name, median, low, high, median - base];
    });
    void tables.save(`${series.id} ${texts.scenarios}`, [header, ...rows]);
  };
  return (
    <section className="scenarios-together" aria-label={texts.sideBySide}>
      <div className="scenarios-chart">
        {figure === null ? null : (
          <PlainChartView figure={figure} description={texts.chartOf(names, series.id)} className="scenarios-plot" />
        )}
      </div>
      <table className="column-table scenarios-table" aria-label={texts.totals}>
        <caption className="adjust-title">{texts.totals}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.scenario}</th>
            <th scope="col">{texts.median}</th>
            <th scope="col">{texts.eighty}</th>
            <th scope="col">{texts.difference}</th>
          </tr>
        </thead>
        <tbody>
          {scenarios.map(({ id, name }, look) => (
            <tr key={id} data-scenario={id}>
              <th scope="row">
                <MarkShape index={look} /> {name}
              </th>
              <SumCells answer={answers[id]} base={base} write={write} isBase={id === baseScenario} />
              {answers[id]?.error == null ? null : (
                <td>
                  <Button onPress={() => futures.retry(id)}>{texts.retry}</Button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      <div className="adjust-line">
        <Button isDisabled={drawn.length === 0} onPress={save}>
          {texts.saveTable}
        </Button>
      </div>
    </section>
  );
}

interface SumCellsProps {
  readonly answer: ScenarioAnswer | undefined;
  readonly base: number;
  readonly write: (value: number) => string;
  readonly isBase: boolean;
}

function SumCells({ answer, base, write, isBase }: SumCellsProps) {
  if (answer === undefined || answer.computed === null)
    return (
      <td colSpan={3} className="scenarios-said">
        {answer?.error == null ? texts.waiting : texts.failed(errorText(answer.error))}
      </td>
    );
  const [low = Number.NaN, median = Number.NaN, high = Number.NaN] = answer.computed.sum.quantiles;
  const difference = median - base;
  const share = base === 0 ? "" : ` (${signed(percent(difference / Math.abs(base)))})`;
  const isKnown = !isBase && Number.isFinite(difference);
  return (
    <>
      <td data-value={median} aria-busy={answer.isWaiting}>
        {write(median)}
      </td>
      <td>
        {write(low)} – {write(high)}
      </td>
      <td data-value={isKnown ? difference : undefined}>{isKnown ? `${signed(write(difference))}${share}` : "–"}</td>
    </>
  );
}

/** Whether adjusting was worth it, as far as the past tells. */
function Added() {
  const report = useFuturesState((state) => state.added);
  if (report === null) return null;
  const { total, series, waiting, unrecorded } = report;
  const rest = [
    ...(waiting === 0 ? [] : [texts.waitingSteps(plural(waiting, "adjustment", "adjustments"))]),
    ...(unrecorded === 0 ? [] : [texts.unrecorded(plural(unrecorded, "adjustment", "adjustments"))]),
  ];
  return (
    <section className="scenarios-added" aria-label={texts.added}>
      <h2 className="adjust-title">{texts.added}</h2>
      <p>{addedText(total)}</p>
      {rest.length === 0 ? null : <p className="adjust-soft">{rest.join(" ")}</p>}
      {series.length < 2 ? null : (
        <ul className="scenarios-added-list">
          {series.map(({ series: id, added }) => (
            <li key={id}>
              <strong>{id}</strong>: {addedText(added)}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
