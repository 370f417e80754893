import { Lock, Search, X } from "lucide-react";
import { type ReactNode, useContext, useEffect, useRef, useState } from "react";
import { Button as PlainButton, Input, SearchField } from "react-aria-components";
import {
  defaultSettings,
  isChanged,
  type SettingDefinition,
  settingDefinitions,
  settingSections,
  type SettingKey,
  settingText,
  type SettingValues,
} from "#domain/settings";
import { type AppInfo, useManaged, useSession, useSessionState, useView, useViewState } from "#renderer/context";
import { conventionsOf } from "#renderer/format";
import { Button, Check, Choice, Later, LoadFailure, matching, WindowDialog } from "#renderer/ui";
import { type FurtherSetting, FurtherSettingsContext } from "./further.ts";
import { HorizonFields } from "./horizon-fields.tsx";
import { ProcessField } from "./process-field.tsx";
import { ResetButton } from "./reset-button.tsx";
import { ShortcutList } from "./shortcut-list.tsx";
import { texts } from "./texts.ts";
import "./settings.css";

/** Everything that can be set, by section, each with what it does, its default, and a way back to that. */
export function SettingsDialog() {
  const view = useView();
  const isOpen = useViewState((state) => state.dialog === "settings");
  return (
    <WindowDialog
      title={texts.title}
      size="large"
      isOpen={isOpen}
      onClose={() => view.setState({ dialog: null, dialogTarget: null })}
    >
      <Content />
    </WindowDialog>
  );
}

/** Settings that a person can set. */
const shown = settingDefinitions.filter(({ kind }) => kind.type !== "kept");

const sectionTitle = (section: SettingDefinition["section"]): string =>
  settingSections.find(({ id }) => id === section)?.title ?? "";

const wordsOf = ({ title, effect, alias = "", section, kind }: SettingDefinition): string =>
  [
    ...[title, effect, alias, sectionTitle(section)],
    ...(kind.type === "choice" ? kind.options.map(({ label }) => label) : []),
  ].join(" ");

function Content() {
  const [query, setQuery] = useState("");
  const found = matching(shown, query, wordsOf);
  const further = useContext(FurtherSettingsContext)();
  const foundFurther = matching(further, query, ({ title, effect, alias, section }) =>
    [title, effect, alias, sectionTitle(section)].join(" "),
  );
  return (
    <div className="settings">
      <SearchField
        className="search settings-search"
        aria-label={texts.search}
        value={query}
        onChange={setQuery}
        autoFocus
      >
        <Search aria-hidden className="search-icon" />
        <Input className="search-input" placeholder={texts.search} />
        <PlainButton className="search-clear" aria-label={texts.clear}>
          <X aria-hidden />
        </PlainButton>
      </SearchField>
      {found.length + foundFurther.length === 0 ? (
        <p className="dialog-none" role="status">
          {texts.none(query)}
        </p>
      ) : null}
      {query === "" ? <Policies /> : null}
      {settingSections.map(({ id, title }) => {
        const own = shown.filter((definition) => definition.section === id && found.includes(definition));
        const others = foundFurther.filter(({ section }) => section === id);
        return own.length + others.length === 0 ? null : (
          <section key={id} className="settings-section" aria-labelledby={`settings-${id}`}>
            <h3 id={`settings-${id}`} className="dialog-section">
              {title}
            </h3>
            {own.map((definition) => (
              <Setting key={definition.key} definition={definition} />
            ))}
            {others.map((each) => (
              <Further key={each.id} setting={each} />
            ))}
          </section>
        );
      })}
      {query === "" ? <Elsewhere /> : null}
    </div>
  );
}

function Setting({ definition }: { readonly definition: SettingDefinition }) {
  const { key, title, effect, kind } = definition;
  const session = useSession();
  const place = useRef<HTMLDivElement>(null);
  const isTarget = useViewState((state) => state.dialogTarget === key);
  const isManaged = useSessionState((state) => state.managed.includes(key));
  const managed = useManaged(key);
  const recommended = useSessionState((state) => state.recommended);
  const value = useSessionState((state) => state.settings[key]);
  useEffect(() => {
    if (isTarget) place.current?.scrollIntoView({ block: "center" });
  }, [isTarget]);
  return (
    <div
      ref={place}
      className="setting reset-home"
      role="group"
      tabIndex={-1}
      aria-label={title}
      data-target={isTarget || undefined}
      data-managed={isManaged || undefined}
    >
      <div className="setting-about">
        <p className="setting-title">
          {title}
          {isManaged ? (
            <span className="setting-lock">
              <Lock aria-hidden />
              {managed?.reason ?? texts.managed}
            </span>
          ) : null}
        </p>
        <p className="setting-effect">
          {effect} {defaultText(definition, recommended)}
        </p>
      </div>
      <div className="setting-control">
        <Control definition={definition} isDisabled={isManaged} />
        {kind.type === "shortcuts" || kind.type === "horizons" ? null : (
          <ResetButton
            label={recommended[key] === undefined ? texts.reset(title) : texts.resetToRecommended(title)}
            isShown={isChanged(key, value, recommended) && !isManaged}
            onReset={() => session.change({ [key]: null })}
          />
        )}
      </div>
    </div>
  );
}

/** What another feature keeps, with its own control. */
function Further({ setting: { title, effect, default: usual, control } }: { readonly setting: FurtherSetting }) {
  return (
    <div className="setting setting-further" role="group" aria-label={title}>
      <div className="setting-about">
        <p className="setting-title">{title}</p>
        <p className="setting-effect">
          {effect} {texts.defaultIs(usual)}
        </p>
      </div>
      <div className="setting-control">
        <Later part={control} failed={(retry) => <LoadFailure onRetry={retry} />} />
      </div>
    </div>
  );
}

function defaultText(definition: SettingDefinition, recommended: Partial<SettingValues>): string {
  const { kind, key } = definition;
  if (kind.type === "shortcuts") return "";
  const { [key]: value } = recommended;
  if (value !== undefined) return texts.recommendedIs(settingText(key, value));
  return texts.defaultIs(kind.type === "horizons" ? texts.twoSeasons : settingText(key, definition.default));
}

/** By the kind of the setting. */
function Control({
  definition: { key, title, kind },
  isDisabled,
}: {
  readonly definition: SettingDefinition;
  readonly isDisabled: boolean;
}): ReactNode {
  const session = useSession();
  const value = useSessionState((state) => state.settings[key]);
  const locale = useSessionState((state) => state.info?.locale ?? "");
  const example = systemExample(key, locale);
  const set = (next: SettingValues[typeof key]): void => session.change({ [key]: next });
  switch (kind.type) {
    case "choice":
      return (
        <Choice
          label={title}
          isLabelHidden
          isDisabled={isDisabled}
          value={value as string}
          options={kind.options.map(({ value: id, label }) => ({
            id,
            label: id === "system" && example !== null ? texts.systemIs(label, example) : label,
          }))}
          onChange={(next) => set(next as SettingValues[typeof key])}
        />
      );
    case "switch":
      return (
        <Check isSelected={value === true} isDisabled={isDisabled} label={title} onChange={set}>
          {value === true ? texts.on : texts.off}
        </Check>
      );
    case "number":
      return <ProcessField title={title} kind={kind} value={value as number} isDisabled={isDisabled} onChange={set} />;
    case "horizons":
      return <HorizonFields isDisabled={isDisabled} />;
    case "shortcuts":
      return <ShortcutList isDisabled={isDisabled} />;
    case "kept":
      return null;
  }
}

/** What the system's own comes to, where that is more than its name says. */
function systemExample(key: SettingKey, locale: string): string | null {
  const { decimal, group, date, firstDayOfWeek } = conventionsOf(locale, defaultSettings);
  if (key === "numberFormat") return `1${group}234${decimal}5`;
  if (key === "dateFormat") return settingText(key, date);
  if (key === "firstDayOfWeek")
    return settingText(key, ({ 1: "monday", 6: "saturday", 7: "sunday" } as const)[firstDayOfWeek]);
  if (key === "holidayCountry") {
    const { region } = new Intl.Locale(locale === "" ? "en-GB" : locale).maximize();
    return region === undefined ? null : settingText(key, region);
  }
  return null;
}

/** What is decided for this computer and is none of these settings: models, files, folders, budgets. */
function Policies() {
  const policies = useSessionState((state) => state.info?.policies) ?? noPolicies;
  const others = policies.filter(({ name }) => !(name in defaultSettings));
  if (others.length === 0) return null;
  return (
    <section className="settings-section" aria-labelledby="settings-policies">
      <h3 id="settings-policies" className="dialog-section">
        {texts.policies}
      </h3>
      <p className="setting-effect">{texts.policiesAbout}</p>
      <dl className="setting-policies">
        {others.map(({ name, title, value, source }) => (
          <div key={name} className="setting-policy">
            <dt>{title}</dt>
            <dd>
              <span>{policyText(value)}</span>
              <span className="setting-effect">{source}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const noPolicies: AppInfo["policies"] = [];

/** A value of a policy as a person reads it: `["csv","xlsx"]` is "csv, xlsx". */
function policyText(json: string | null): string {
  const value: unknown = json === null ? null : JSON.parse(json);
  if (typeof value === "boolean") return value ? texts.on : texts.off;
  return Array.isArray(value) ? value.join(", ") : String(value);
}

/** What has a dialog of its own. */
function Elsewhere() {
  const view = useView();
  return (
    <section className="settings-section" aria-labelledby="settings-elsewhere">
      <h3 id="settings-elsewhere" className="dialog-section">
        {texts.elsewhere}
      </h3>
      {(
        [
          ["models", texts.models, texts.modelsAbout],
          ["storage", texts.storage, texts.storageAbout],
        ] as const
      ).map(([dialog, title, about]) => (
        <div key={dialog} className="setting">
          <div className="setting-about">
            <p className="setting-effect">{about}</p>
          </div>
          <div className="setting-control">
            <Button onPress={() => view.setState({ dialog, dialogTarget: null })}>{title}</Button>
          </div>
        </div>
      ))}
    </section>
  );
}
