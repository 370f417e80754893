import { useEffect, useRef } from "react";
import { Input, Label, Text, TextField } from "react-aria-components";
import type { ModelCandidate } from "#contract/ipc";
import { formatBytes, formatCount, frequencyName } from "#renderer/format";
import { isContextOpen, isHorizonOpen, type ModelDraft } from "./model-draft.ts";
import type { IncomingModel } from "./model-manager.ts";
import { useModels } from "./context.ts";
import { Button, Choice } from "#renderer/ui";
import { keyOf, offeredFrequencies } from "./frequencies.ts";
import { texts } from "./texts.ts";

interface IncomingProps {
  readonly incoming: IncomingModel;
}

/** What a model's file says about itself, and fields for what it can't say. */
export function IncomingForm({ incoming }: IncomingProps) {
  const { candidate, draft, error, name } = incoming;
  const alert = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // In a small window the form is longer than what is in sight of it.
    if (error !== null) alert.current?.scrollIntoView({ block: "nearest" });
  }, [error]);
  return (
    <>
      <p className="dialog-lead">{name}</p>
      {candidate === null && error === null ? <p className="dialog-none">{texts.readingTheFile}</p> : null}
      {candidate === null ? null : <Facts candidate={candidate} />}
      {candidate === null || draft === null ? null : candidate.manifest === null ? (
        <Fields candidate={candidate} draft={draft} isDisabled={incoming.isTrying} />
      ) : (
        <p className="models-note">{texts.theManifestJsonBesideIt}</p>
      )}
      <div ref={alert} role="alert">
        {error === null ? null : (
          <p className="models-note models-note-error">
            {error.message}
            {error.hint === undefined ? null : ` ${error.hint}`}
          </p>
        )}
      </div>
    </>
  );
}

export function IncomingActions({ incoming }: IncomingProps) {
  const manager = useModels();
  return (
    <div className="dialog-actions">
      <p className="import-outcome" role="status">
        {incoming.isTrying ? texts.testingTheModelInA : ""}
      </p>
      <Button onPress={() => manager.cancelIncoming()}>
        {incoming.candidate === null && incoming.error !== null ? texts.back : texts.cancel}
      </Button>
      {incoming.candidate === null ? null : (
        <Button
          tone="primary"
          className="dialog-main-action"
          isDisabled={incoming.isTrying}
          onPress={() => void manager.importIncoming()}
        >
          {texts.importText}
        </Button>
      )}
    </div>
  );
}

function Facts({ candidate }: { readonly candidate: ModelCandidate }) {
  const { input, output, parameters, sizeBytes, manifest } = candidate;
  const facts: readonly (readonly [name: string, value: string])[] = [
    ["Input", input],
    ["Output", output],
    ["Size", formatBytes(sizeBytes)],
    ["Parameters", formatCount(parameters)],
    ...(manifest === null
      ? []
      : ([
          ["Id", manifest.id],
          ["Version", manifest.version],
          ["Licence", manifest.licence],
        ] as const)),
  ];
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name} className="fact">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface FieldsProps {
  readonly candidate: ModelCandidate;
  readonly draft: ModelDraft;
  readonly isDisabled: boolean;
}

function Fields({ candidate, draft, isDisabled }: FieldsProps) {
  const manager = useModels();
  const edit = (change: Partial<ModelDraft>): void => manager.edit({ ...draft, ...change });
  const frequencies = offeredFrequencies(draft.frequency === null ? [] : [draft.frequency]);
  return (
    <fieldset className="rules model-fields" disabled={isDisabled}>
      <legend className="dialog-section">{texts.whatTheFileDoesNot}</legend>
      <TextRow label={texts.name} value={draft.name} onChange={(name) => edit({ name })} />
      <TextRow
        label={texts.licence}
        value={draft.licence}
        placeholder={texts.forExampleApache20}
        onChange={(licence) => edit({ licence })}
      />
      <Choice
        label={texts.output}
        value={draft.output}
        options={[
          { id: "quantiles", label: "Quantiles" },
          { id: "samples", label: "Samples" },
        ]}
        onChange={(output) => edit({ output: output as ModelDraft["output"] })}
      />
      {draft.output === "quantiles" ? (
        <TextRow
          label={texts.quantileLevels}
          value={draft.levels}
          placeholder="0.1, 0.5, 0.9"
          description={candidate.levels === null ? texts.fractionsBetween0And1 : texts.theLevelsOfPublishedModels}
          onChange={(levels) => edit({ levels })}
        />
      ) : null}
      {isContextOpen(candidate) ? (
        <TextRow
          label={texts.context}
          value={draft.contextSteps}
          description={texts.stepsOfHistoryThatThe}
          onChange={(contextSteps) => edit({ contextSteps })}
        />
      ) : null}
      {isHorizonOpen(candidate) || draft.horizonSteps === "" ? (
        <TextRow
          label={texts.horizon}
          value={draft.horizonSteps}
          description={texts.stepsForecastInOneRun}
          onChange={(horizonSteps) => edit({ horizonSteps })}
        />
      ) : null}
      <Choice
        label={texts.missingValues}
        description={texts.whatTheModelReceivesWhere}
        value={draft.missing}
        options={[
          { id: "nan", label: "Missing (NaN)", detail: "The model handles missing values" },
          { id: "last", label: "The last value before" },
          { id: "zero", label: "Zero" },
        ]}
        onChange={(missing) => edit({ missing: missing as ModelDraft["missing"] })}
      />
      <Choice
        label={texts.madeFor}
        description={texts.aModelMadeForOne}
        value={keyOf(draft.frequency)}
        options={[
          { id: "any", label: "Any data" },
          ...frequencies.map((each) => ({ id: keyOf(each), label: frequencyName(each) })),
        ]}
        onChange={(key) => edit({ frequency: frequencies.find((each) => keyOf(each) === key) ?? null })}
      />
    </fieldset>
  );
}

interface TextRowProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly description?: string;
  readonly onChange: (value: string) => void;
}

function TextRow({ label, value, placeholder, description, onChange }: TextRowProps) {
  return (
    <TextField className="field" value={value} onChange={onChange}>
      <Label className="field-label">{label}</Label>
      <div className="field-box search-choice-box">
        <Input className="search-choice-input" {...(placeholder === undefined ? {} : { placeholder })} />
      </div>
      {description === undefined ? null : (
        <Text slot="description" className="rule-detail">
          {description}
        </Text>
      )}
    </TextField>
  );
}
