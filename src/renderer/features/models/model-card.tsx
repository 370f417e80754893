import { Check, ChevronDown, PenLine, ShieldCheck, Trash2 } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { Input, Label, Menu, MenuItem, MenuTrigger, Popover, TextField } from "react-aria-components";
import { type ModelInfo, type ModelsState, suitsFrequency } from "#domain/model";
import type { Frequency } from "#domain/series";
import { formatBytes, formatCount, plural, formatCompact, devicePlace, madeForText } from "#renderer/format";
import { useDatasetsState } from "#renderer/datasets";
import { useModels, useModelsState } from "./context.ts";
import { Button } from "#renderer/ui";
import { dataName, keyOf, offeredFrequencies } from "./frequencies.ts";
import { keepFocus } from "./keep-focus.ts";
import { texts } from "./texts.ts";

interface ModelCardProps {
  readonly model: ModelInfo;
  readonly known: ModelsState;
}

/** One model: what it is, whether it can be used, and what can be done with it. */
export function ModelCard({ model, known }: ModelCardProps) {
  const [mode, setMode] = useState<"plain" | "renaming" | "removing">("plain");
  const card = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (mode === "plain") keepFocus(card.current?.querySelector<HTMLElement>(".model-actions button"));
  }, [mode]);
  const isDefault = known.defaultModel === model.id;
  const defaultFor = known.defaults.filter((one) => one.model === model.id && one.frequency !== null);
  return (
    <li ref={card} className="model-card" data-model={model.id} data-state={model.state}>
      <div className="model-title">
        {mode === "renaming" ? (
          <Rename model={model} onDone={() => setMode("plain")} />
        ) : (
          <h3 className="model-name">{model.name}</h3>
        )}
        <span className="model-version">{model.version}</span>
        <State model={model} />
        {isDefault ? (
          <span className="role" data-role="target">
            {texts.defaultText}
          </span>
        ) : null}
        {model.source === "own" ? <span className="role">{texts.yours}</span> : null}
      </div>
      {model.reason === undefined ? null : <p className="model-reason">{model.reason}</p>}
      <p className="model-facts">{factsOf(model).join(" · ")}</p>
      {defaultFor.length === 0 ? null : (
        <p className="model-facts">
          {texts.defaultFor}
          {defaultFor.map(({ frequency }) => dataName(frequency)).join(", ")}
        </p>
      )}
      {mode === "removing" ? (
        <Removal model={model} onDone={() => setMode("plain")} />
      ) : (
        <Actions model={model} known={known} onMode={setMode} />
      )}
    </li>
  );
}

function State({ model }: { readonly model: ModelInfo }) {
  const isVerifying = useModelsState(({ verifying }) => verifying.has(model.id));
  if (isVerifying) return <span className="role">{texts.checking}</span>;
  // Not loaded yet is the ordinary case, and no state to tell of.
  if (model.state === "loading") return null;
  return (
    <span className="role" data-role={model.state === "ready" ? "target" : "ignored"}>
      {stateText[model.state]}
    </span>
  );
}

const stateText = { ready: "Ready", refused: "Refused", damaged: "Damaged" } as const;

interface ActionsProps extends ModelCardProps {
  readonly onMode: (mode: "renaming" | "removing") => void;
}

function Actions({ model, known, onMode }: ActionsProps) {
  const manager = useModels();
  return (
    <div className="model-actions">
      <DefaultFor model={model} known={known} />
      <Button tone="quiet" aria-label={texts.verify(model.name)} onPress={() => void manager.verify(model)}>
        <ShieldCheck aria-hidden />
        {texts.verify2}
      </Button>
      {model.source === "own" ? (
        <>
          <Button tone="quiet" aria-label={texts.rename(model.name)} onPress={() => onMode("renaming")}>
            <PenLine aria-hidden />
            {texts.rename2}
          </Button>
          <Button tone="quiet" aria-label={texts.remove(model.name)} onPress={() => onMode("removing")}>
            <Trash2 aria-hidden />
            {texts.remove2}
          </Button>
        </>
      ) : null}
    </div>
  );
}

/** For which data this model is taken when a file is opened. */
function DefaultFor({ model, known }: ModelCardProps) {
  const manager = useModels();
  const open = useDatasetsState((state) => state.open);
  const mine = known.defaults.filter((one) => one.model === model.id).map((one) => one.frequency);
  const used = [
    ...open.flatMap(({ dataset }) => dataset.series.slice(0, 1).map(({ frequency }) => frequency)),
    ...known.defaults.flatMap((one) => one.frequency ?? []),
  ];
  const offered: readonly (Frequency | null)[] =
    model.frequencies === "any"
      ? [null, ...offeredFrequencies(used)]
      : offeredFrequencies(used).filter((each) => suitsFrequency(model.frequencies, each));
  const selected = new Set(mine.map(keyOf));
  const toggle = (key: string): void => {
    const frequency = offered.find((each) => keyOf(each) === key);
    if (frequency !== undefined) void manager.setDefault(frequency, selected.has(key) ? null : model.id);
  };
  return (
    <MenuTrigger>
      <Button
        tone="quiet"
        aria-label={texts.defaultFor2(model.name)}
        isDisabled={model.state === "refused" || model.state === "damaged"}
      >
        {texts.defaultFor3}
        <ChevronDown aria-hidden className="icon-small" />
      </Button>
      <Popover className="popover" placement="bottom start" offset={4}>
        <Menu
          className="menu"
          aria-label={texts.dataForWhichIsThe(model.name)}
          selectionMode="multiple"
          selectedKeys={selected}
          onAction={(key) => toggle(String(key))}
        >
          {offered.map((frequency) => (
            <MenuItem
              key={keyOf(frequency)}
              id={keyOf(frequency)}
              textValue={dataName(frequency)}
              className="menu-item"
            >
              <Check aria-hidden className="menu-check" />
              <span className="menu-text">{dataName(frequency)}</span>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

interface EndingProps {
  readonly model: ModelInfo;
  readonly onDone: () => void;
}

function Rename({ model, onDone }: EndingProps) {
  const manager = useModels();
  const [name, setName] = useState(model.name);
  const save = (): void => {
    onDone();
    void manager.rename(model, name);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "Enter") {
      // Or the button that gets the focus next would take the key for its own.
      event.preventDefault();
      save();
    }
    if (event.key !== "Escape") return;
    // The dialog would take it for its own.
    event.stopPropagation();
    onDone();
  };
  return (
    <div className="model-rename" onKeyDown={onKey}>
      <TextField className="field" value={name} onChange={setName} maxLength={80} autoFocus>
        <Label className="visually-hidden">{texts.nameOfTheModel}</Label>
        <div className="field-box search-choice-box">
          <Input className="search-choice-input" />
        </div>
      </TextField>
      <Button isDisabled={name.trim() === ""} onPress={save}>
        {texts.save}
      </Button>
      <Button tone="quiet" onPress={onDone}>
        {texts.cancel}
      </Button>
    </div>
  );
}

function Removal({ model, onDone }: EndingProps) {
  const manager = useModels();
  return (
    <div className="model-removal" role="group" aria-label={texts.remove3(model.name)}>
      <span>{texts.removeFromThisComputerIt(model.name)}</span>
      <Button autoFocus onPress={onDone}>
        {texts.keep}
      </Button>
      <Button
        className="button-danger"
        onPress={() => {
          onDone();
          void manager.remove(model);
        }}
      >
        {texts.remove2}
      </Button>
    </div>
  );
}

function factsOf(model: ModelInfo): string[] {
  const { levels } = model;
  const madeFor = madeForText(model);
  return [
    model.licence === "unknown" ? "Licence unknown" : model.licence,
    model.output === "samples" ? "Samples" : `${levels.length} quantiles`,
    `Context ${plural(model.maxContextSteps, "step", "steps")}`,
    model.maxHorizonSteps === model.nativeHorizonSteps
      ? `Horizon ${formatCount(model.nativeHorizonSteps)}`
      : `Horizon ${formatCount(model.nativeHorizonSteps)}, to ${formatCount(model.maxHorizonSteps)}`,
    `${formatCompact(model.parameters)} ${model.parameters === 1 ? "parameter" : "parameters"}`,
    formatBytes(model.sizeBytes),
    ...(madeFor === null ? [] : [madeFor]),
    model.executionProvider === null ? "Not loaded yet" : `On ${devicePlace(model.executionProvider)}`,
  ];
}
