import { Group, Input, Label, NumberField, Text, TextField } from "react-aria-components";
import { duplicatePolicies, type DateOrder, type DuplicatePolicy, type ImportOptions } from "#domain/dataset";
import type { Frequency } from "#domain/series";
import { dateOrderText, duplicateText } from "./import-changes.ts";
import { undecidedIds, type ImportDraft, type ImportSubject } from "./import-draft.ts";
import { fileSteps, frequencyId } from "#renderer/datasets";
import { aggregateSteps, gapLengths, stepChoices } from "./step-choices.ts";
import { formatCount, frequencyName, plural } from "#renderer/format";
import { Button, Choice, SearchChoice, TokenField } from "#renderer/ui";
import { texts } from "./texts.ts";

export interface ImportRulesProps {
  readonly subject: ImportSubject;
  readonly draft: ImportDraft;
  readonly onChange: (draft: ImportDraft) => void;
}

/** What the import decides from evidence, and what the user may decide instead. */
export function ImportRules(props: ImportRulesProps) {
  return (
    <div className="rule-groups">
      <section>
        <h3 className="dialog-section">{texts.readingTheFile}</h3>
        <div className="rules">
          <TableRule {...props} />
          <DateOrderRule {...props} />
          <DecimalRule {...props} />
          <MissingRule {...props} />
          <TimezoneRule {...props} />
          <LeftOutRule {...props} />
        </div>
      </section>
      <section>
        <h3 className="dialog-section">{texts.makingTheSeries}</h3>
        <div className="rules">
          <FrequencyRule {...props} />
          <StartRule {...props} />
          <AggregateRule {...props} />
          <DuplicatesRule {...props} />
          <ShortGapsRule {...props} />
          <KnownFutureRule {...props} />
          <LongGapsRule {...props} />
        </div>
      </section>
    </div>
  );
}

/** Stands for what the import finds out; no real choice has this name. */
const byEvidence = "by-evidence";

const tableWords = {
  record: ["Table", "tables"],
  table: ["Table", "tables"],
  sheet: ["Sheet", "sheets"],
  file: ["File", "files"],
} as const;

function TableRule({ subject: { tables }, draft, onChange }: ImportRulesProps) {
  if (tables === null) return null;
  const [one, many] = tableWords[tables.kind];
  const options = tables.tables.map(({ name, rows }) => ({
    id: name,
    label: name,
    ...(rows === null ? {} : { detail: plural(rows, "row", "rows") }),
  }));
  return (
    <Choice
      label={one}
      description={texts.theFileHas(formatCount(tables.tables.length), many)}
      value={draft.table === "" ? tables.chosen : draft.table}
      options={options}
      onChange={(table) => onChange({ ...draft, table: table === tables.chosen && draft.table === "" ? "" : table })}
    />
  );
}

function DateOrderRule({ subject: { file, warnings }, draft, onChange }: ImportRulesProps) {
  const found = draft.dateOrder === null ? (file?.dateOrder ?? null) : null;
  const evidence = warnings.find(({ code }) => code.includes("date-order"))?.message;
  const orders = Object.keys(dateOrderText) as DateOrder[];
  return (
    <Choice
      label={texts.dates}
      description={
        evidence ??
        (found === null ? texts.onlyMattersForDatesWritten : texts.allDatesOfTheColumn(found.replace("-", " ")))
      }
      value={draft.dateOrder ?? byEvidence}
      options={[
        { id: byEvidence, label: found === null ? "Automatic" : `Automatic (found: ${found.replace("-", " ")})` },
        ...orders.map((id) => ({ id, label: dateOrderText[id] })),
      ]}
      onChange={(next) => onChange({ ...draft, dateOrder: next === byEvidence ? null : (next as DateOrder) })}
    />
  );
}

function DecimalRule({ subject: { file }, draft, onChange }: ImportRulesProps) {
  const found =
    draft.decimalMark === null && file !== null ? ` (found: ${file.decimal === "," ? "comma" : "point"})` : "";
  return (
    <Choice
      label={texts.decimalMark}
      value={draft.decimalMark ?? byEvidence}
      options={[
        { id: byEvidence, label: `Automatic${found}` },
        { id: ".", label: "Point: 1,234.5" },
        { id: ",", label: "Comma: 1.234,5" },
      ]}
      onChange={(next) => onChange({ ...draft, decimalMark: next === byEvidence ? null : (next as "." | ",") })}
    />
  );
}

function MissingRule({ draft, onChange }: ImportRulesProps) {
  return (
    <TokenField
      label={texts.missing2}
      description={texts.moreWordsOrNumbersThat}
      placeholder={draft.missingTokens.length === 0 ? texts.forExample9999OrClosed : texts.anotherOne}
      tokens={draft.missingTokens}
      onChange={(missingTokens) => onChange({ ...draft, missingTokens })}
    />
  );
}

function LeftOutRule({ draft, onChange }: ImportRulesProps) {
  return (
    <TokenField
      label={texts.leaveOutRows}
      description={texts.rowsThatAreNoData}
      placeholder={draft.leftOutRows.length === 0 ? texts.forExample7Or10 : texts.moreRows}
      tokens={draft.leftOutRows}
      onChange={(leftOutRows) => onChange({ ...draft, leftOutRows })}
    />
  );
}

/** Rows of different series would fall on one time: only the user knows whether they add up. */
export function DuplicatesQuestion({ subject, draft, onChange }: ImportRulesProps) {
  const names = undecidedIds(subject, draft);
  if (names.length === 0) return null;
  const listed = names.map((name) => `“${name}”`).join(" and ");
  return (
    <div className="import-question" role="group" aria-label={texts.severalRowsAtOneTime}>
      <p>{texts.withoutRowsOfDifferentSeries(listed)}</p>
      <div className="import-question-answers">
        {(["sum", "mean", "last"] as const).map((policy) => (
          <Button key={policy} onPress={() => onChange({ ...draft, duplicates: policy })}>
            {duplicateQuestion[policy]}
          </Button>
        ))}
      </div>
    </div>
  );
}

const duplicateQuestion = { sum: "Add them up", mean: "Average them", last: "Keep the last" } as const;

function TimezoneRule({ draft, onChange }: ImportRulesProps) {
  return (
    <SearchChoice
      label={texts.timeZone}
      description={texts.timesWithAUTCOffset}
      value={draft.timezone ?? asWritten}
      options={timezones()}
      onChange={(zone) => onChange({ ...draft, timezone: zone === asWritten ? null : zone })}
    />
  );
}

function FrequencyRule({ subject, draft, onChange }: ImportRulesProps) {
  const steps = draft.aggregate === null ? fileSteps(subject) : [];
  const found =
    steps.length === 0
      ? ""
      : ` (found: ${steps.slice(0, 2).map(frequencyName).join(", ").toLowerCase()}${steps.length > 2 ? ", …" : ""})`;
  return (
    <Choice
      label={texts.frequency}
      description={texts.theStepFromOneRow}
      value={draft.frequency === null ? byEvidence : frequencyId(draft.frequency)}
      options={[
        { id: byEvidence, label: `Automatic${draft.frequency === null ? found : ""}` },
        ...stepChoices(draft.frequency).map((frequency) => ({
          id: frequencyId(frequency),
          label: frequencyName(frequency),
        })),
      ]}
      onChange={(next) =>
        onChange({
          ...draft,
          frequency: stepChoices(draft.frequency).find((each) => frequencyId(each) === next) ?? null,
        })
      }
    />
  );
}

/** Only rows that carry no times are counted from a start, and months across without a year. */
function StartRule({ subject, draft, onChange }: ImportRulesProps) {
  const mayCount = draft.frequency !== null || subject.series.length === 0;
  if (draft.start === null && (!mayCount || draft.roles.includes("time"))) return null;
  return (
    <TextField
      className="field"
      value={draft.start ?? ""}
      maxLength={100}
      onChange={(text) => onChange({ ...draft, start: text.trim() === "" ? null : text })}
    >
      <Label className="field-label">{texts.firstRow}</Label>
      <Group className="field-box search-choice-box">
        <Input className="search-choice-input" placeholder={texts.n20000101Default} />
      </Group>
      <Text slot="description" className="rule-detail">
        {texts.whenTheFirstRowOr}
      </Text>
    </TextField>
  );
}

type Aggregate = NonNullable<ImportOptions["aggregate"]>;

function AggregateRule({ draft, onChange }: ImportRulesProps) {
  const { aggregate } = draft;
  const coarser = aggregateSteps(aggregate?.frequency ?? null);
  const change = (frequency: Frequency | undefined): void =>
    onChange({ ...draft, aggregate: frequency === undefined ? null : { frequency, by: aggregate?.by ?? "evidence" } });
  return (
    <>
      <Choice
        label={texts.longerSteps}
        description={texts.sumsOrMeansOverLonger}
        value={aggregate === null ? byEvidence : frequencyId(aggregate.frequency)}
        options={[
          { id: byEvidence, label: "The file’s own steps (default)" },
          ...coarser.map((frequency) => ({ id: frequencyId(frequency), label: frequencyName(frequency) })),
        ]}
        onChange={(next) => change(coarser.find((each) => frequencyId(each) === next))}
      />
      {aggregate === null ? null : (
        <Choice
          label={texts.eachStepIs}
          value={aggregate.by}
          options={[
            { id: "evidence", label: "By what the column means", detail: "Amounts are summed, levels are averaged" },
            { id: "sum", label: "The sum of its parts", detail: "Sales, rainfall, energy" },
            { id: "mean", label: "The mean of its parts", detail: "Temperature, price, load" },
          ]}
          onChange={(by) => onChange({ ...draft, aggregate: { ...aggregate, by: by as Aggregate["by"] } })}
        />
      )}
    </>
  );
}

function DuplicatesRule({ draft, onChange }: ImportRulesProps) {
  return (
    <Choice
      label={texts.severalRowsAtOneTime}
      description={texts.howRowsOfOneSeries}
      value={draft.duplicates ?? byEvidence}
      options={[
        { id: byEvidence, label: "Automatic", detail: "Bookings add up, measurements are averaged; a warning says so" },
        ...duplicatePolicies.map((id) => ({ id, label: duplicateText[id] })),
      ]}
      onChange={(next) => onChange({ ...draft, duplicates: next === byEvidence ? null : (next as DuplicatePolicy) })}
    />
  );
}

function ShortGapsRule({ draft, onChange }: ImportRulesProps) {
  return (
    <Choice
      label={texts.shortGaps}
      description={texts.filledByLinearInterpolationForecasts}
      value={String(draft.fillGapsUpToSteps)}
      options={gapLengths(draft.fillGapsUpToSteps).map((steps) => ({
        id: String(steps),
        label: steps === 0 ? "Leave missing (default)" : `Fill up to ${plural(steps, "step", "steps")}`,
      }))}
      onChange={(next) => onChange({ ...draft, fillGapsUpToSteps: Number(next) })}
    />
  );
}

function KnownFutureRule({ draft, onChange }: ImportRulesProps) {
  return (
    <Choice
      label={texts.rowsAfterTheLastValue}
      description={texts.rowsInWhichOtherColumns}
      value={draft.knownFuture}
      options={[
        {
          id: "evidence",
          label: "Automatic (default)",
          detail: "Its known future where explanatory columns go on, else missing steps",
        },
        { id: "missing", label: "Are missing steps" },
        { id: "known", label: "Are its known future", detail: "The series ends at its last value" },
      ]}
      onChange={(next) =>
        onChange({ ...draft, knownFuture: next === "known" || next === "missing" ? next : "evidence" })
      }
    />
  );
}

function LongGapsRule({ draft, onChange }: ImportRulesProps) {
  return (
    <>
      <Choice
        label={texts.longGaps}
        value={draft.longGaps}
        options={[
          {
            id: "missing",
            label: "Leave missing (default)",
            detail: "A few that leave a series nearly empty split it all the same",
          },
          { id: "split", label: "Split the series", detail: "Each side becomes a separate series" },
        ]}
        onChange={(next) => onChange({ ...draft, longGaps: next as ImportDraft["longGaps"] })}
      />
      {draft.longGaps === "missing" ? null : (
        <NumberField
          className="field"
          minValue={1}
          maxValue={1_000_000}
          value={draft.splitGapsOverSteps ?? Number.NaN}
          onChange={(value) => onChange({ ...draft, splitGapsOverSteps: Number.isFinite(value) ? value : null })}
        >
          <Label className="field-label">{texts.splitOver}</Label>
          <Group className="field-box search-choice-box">
            <Input className="search-choice-input" placeholder={texts.twoSeasonsDefault} />
          </Group>
          <Text slot="description" className="rule-detail">
            {texts.onlyGapsOfMoreSteps}
          </Text>
        </NumberField>
      )}
    </>
  );
}

/** Stands for no zone at all; no zone has this name. */
const asWritten = "as-written";
let zones: readonly { readonly id: string; readonly label: string }[] | null = null;

function timezones(): readonly { readonly id: string; readonly label: string }[] {
  zones ??= [
    { id: asWritten, label: "As in the file (default)" },
    ...["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")].map((zone) => ({
      id: zone,
      label: zone.replaceAll("_", " "),
    })),
  ];
  return zones;
}
