import { RotateCw, X } from "lucide-react";
import { useState } from "react";
import { FileTrigger, Input, Label, TextField } from "react-aria-components";
import { hasInfluences, type InfluenceEvent, type InfluencesState } from "#domain/influence";
import type { ImportedDataset } from "#domain/dataset";
import { errorText, useSessionState } from "#renderer/context";
import { selectedSeries, useActive } from "#renderer/datasets";
import { formatCount, formatSteps, formatTime, plural } from "#renderer/format";
import { Button, Check, IconButton, Page, SearchChoice, Segmented } from "#renderer/ui";
import { useInfluences, useInfluencesState } from "./context.ts";
import { Effects } from "./effects.tsx";
import { withEvents } from "./influences.ts";
import { Parts } from "./parts.tsx";
import { texts } from "./texts.ts";
import { changeSentences, verdictText } from "./words.ts";
import "./influences.css";

/** What is known to move the series of the file in front, whether it helps, and what their forecasts are made of. */
export function InfluencesPage() {
  const influences = useInfluences();
  const dataset = useActive((open) => open.dataset);
  const known = useInfluencesState((state) => state.known);
  const series = useActive((open) => selectedSeries(open).id);
  if (dataset === undefined) return null;
  return (
    <Page
      className="influences"
      title={texts.title}
      subject={dataset.name}
      back={texts.back}
      onClose={() => influences.close()}
    >
      <p className="influences-about">{texts.about}</p>
      <Status />
      {known === null ? null : (
        <div className="influences-body">
          <Settings key={dataset.handle} known={known} />
          <div className="influences-results">
            <h2 className="influences-series truncate">{series === "" ? dataset.name : series}</h2>
            <Verdict dataset={dataset} known={known} />
            <Explained />
          </div>
        </div>
      )}
    </Page>
  );
}

/** What is under way, or why there is nothing. */
function Status() {
  const influences = useInfluences();
  const error = useInfluencesState((state) => state.error);
  const checking = useInfluencesState((state) => state.checking);
  if (error !== null)
    return (
      <div className="page-status" data-kind="error" role="alert" data-code={error.code}>
        <p>{errorText(error)}</p>
        <Button onPress={() => influences.retry()}>{texts.again}</Button>
      </div>
    );
  if (checking === null) return null;
  return (
    <div className="page-status" data-kind="running">
      <p role="status">
        {checking.total === 1 ? texts.checking : texts.checked(formatCount(checking.done), formatCount(checking.total))}
      </p>
      <div
        className="progress-track"
        role="progressbar"
        aria-label={texts.checking}
        aria-valuemin={0}
        aria-valuemax={checking.total}
        aria-valuenow={checking.done}
      >
        <div className="progress-fill" style={{ width: `${(100 * checking.done) / checking.total}%` }} />
      </div>
      <Button onPress={() => influences.cancel()}>{texts.cancel}</Button>
    </div>
  );
}

function Settings({ known }: { readonly known: InfluencesState }) {
  const influences = useInfluences();
  const { settings, use } = known;
  const isKnownFuture = useActive(
    ({ dataset: { settings: read, warnings } }) =>
      read.options.knownFuture === true || warnings.some(({ code }) => code === "known-future"),
  );
  return (
    <div className="influences-settings">
      <Places value={settings.holidays} />
      <section className="influences-part" aria-label={texts.columns}>
        <h2 className="influences-heading">{texts.columns}</h2>
        {known.columns.length === 0 ? (
          <p className="rule-detail">{texts.noColumns}</p>
        ) : (
          <>
            <div className="influences-columns">
              {known.columns.map((name) => (
                <Check
                  key={name}
                  isSelected={settings.columns.includes(name)}
                  onChange={(isChosen) => {
                    const others = settings.columns.filter((one) => one !== name);
                    void influences.change({ columns: isChosen ? [...others, name] : others });
                  }}
                >
                  {name}
                </Check>
              ))}
            </div>
            <p className="rule-detail">{isKnownFuture ? texts.columnsKnown : texts.columnsDetail}</p>
            {settings.columns.length === 0 || isKnownFuture ? null : (
              <Button onPress={() => void influences.readAsKnown()}>{texts.readAsKnown}</Button>
            )}
          </>
        )}
      </section>
      <Events events={settings.events} />
      {hasInfluences(settings) ? (
        <div className="influences-use">
          <span className="field-label" aria-hidden="true">
            {texts.use}
          </span>
          <Segmented
            label={texts.use}
            value={use}
            options={[
              { id: "helping", label: texts.helping, tip: texts.helpingTip },
              { id: "always", label: texts.always, tip: texts.alwaysTip },
            ]}
            onChange={(next) => void influences.change({}, next)}
          />
        </div>
      ) : null}
    </div>
  );
}

const none = "none";

function Places({ value }: { readonly value: string | null }) {
  const influences = useInfluences();
  const places = useInfluencesState((state) => state.places);
  const suggested = useInfluencesState((state) => state.suggested);
  const isSetting = useInfluencesState((state) => state.isSetting);
  const set = useSessionState((state) => state.settings.holidayCountry);
  if (places === null) return <p role="status">{texts.loadingPlaces}</p>;
  const isOfSystem = set === "system";
  const wanted = isOfSystem ? suggested : set;
  const suggestion = value === null ? places.find(({ code }) => code === wanted) : undefined;
  return (
    <section className="influences-part" aria-label={texts.holidays}>
      <SearchChoice
        key={value ?? none}
        label={texts.holidays}
        description={isSetting ? texts.setting : texts.holidaysDetail}
        value={value ?? none}
        options={[
          { id: none, label: texts.noHolidays },
          ...places.map(({ code, name, english }) => ({
            id: code,
            label: `${name} (${english === undefined || name.includes(english) ? "" : `${english}, `}${code})`,
          })),
        ]}
        onChange={(code) => {
          const next = code === none ? null : code;
          if (next !== value) void influences.change({ holidays: next });
        }}
      />
      {suggestion === undefined ? null : (
        <div className="influences-suggestion">
          <Button onPress={() => void influences.change({ holidays: suggestion.code })}>
            {texts.suggest(suggestion.name)}
          </Button>
          <span className="rule-detail">{isOfSystem ? texts.countryOfSystem : texts.countryOfSettings}</span>
        </div>
      )}
    </section>
  );
}

const shownEvents = 30;

function Events({ events }: { readonly events: readonly InfluenceEvent[] }) {
  const influences = useInfluences();
  const [name, setName] = useState("");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const last = to === "" ? from : to;
  const problem = [from, last].some((day) => day !== "" && !isDay(day))
    ? texts.noDay
    : isDay(from) && last < from
      ? texts.wrongOrder
      : null;
  const isReady = name.trim() !== "" && isDay(from) && isDay(last) && problem === null;
  const add = (): void => {
    if (!isReady) return;
    void influences.change({ events: withEvents(events, [{ name: name.trim(), from, to: last }]) });
    setFrom("");
    setTo("");
  };
  return (
    <section className="influences-part" aria-label={texts.events}>
      <h2 className="influences-heading">{texts.events}</h2>
      <p className="rule-detail">{texts.eventsDetail}</p>
      <div className="influences-event-fields">
        <TextField className="field influences-name" value={name} onChange={setName} maxLength={80}>
          <Label className="field-label">{texts.eventName}</Label>
          <Input className="field-box influences-input" />
        </TextField>
        {[
          { label: texts.from, value: from, onChange: setFrom },
          { label: texts.to, value: to, onChange: setTo },
        ].map(({ label, value, onChange }) => (
          <TextField key={label} className="field influences-day" value={value} onChange={onChange}>
            <Label className="field-label">{label}</Label>
            <Input className="field-box influences-input" placeholder="2026-04-03" />
          </TextField>
        ))}
        <Button isDisabled={!isReady} onPress={add}>
          {texts.add}
        </Button>
      </div>
      {problem === null ? null : (
        <p className="influences-problem" role="status">
          {problem}
        </p>
      )}
      {events.length === 0 ? null : (
        <ul className="influences-events">
          {events.slice(0, shownEvents).map((event) => (
            <li key={`${event.name} ${event.from} ${event.to}`}>
              <span className="truncate">{event.name}</span>
              <span className="influences-span">
                {event.from === event.to ? event.from : `${event.from} – ${event.to}`}
              </span>
              <IconButton
                label={texts.remove(event.name, event.from)}
                onPress={() => void influences.change({ events: events.filter((one) => one !== event) })}
              >
                <X aria-hidden />
              </IconButton>
            </li>
          ))}
          {events.length > shownEvents ? <li>{texts.more(formatCount(events.length - shownEvents))}</li> : null}
        </ul>
      )}
      <FileTrigger
        acceptedFileTypes={[".csv", ".txt", "text/csv"]}
        onSelect={(files) => {
          const file = files?.item(0);
          if (file != null) void influences.addEventsOf(file);
        }}
      >
        <Button>{texts.addFile}</Button>
      </FileTrigger>
    </section>
  );
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

/** Whether they help the series in front, and how many others. */
function Verdict({ dataset, known }: { readonly dataset: ImportedDataset; readonly known: InfluencesState }) {
  const influences = useInfluences();
  const series = useActive((open) => selectedSeries(open).id) ?? "";
  const isChecking = useInfluencesState((state) => state.checking !== null);
  const horizon = useActive((open) => open.selection.horizon);
  const origin = useActive((open) => open.selection.origin) ?? 0;
  const frequency = useActive((open) => selectedSeries(open).frequency);
  if (!hasInfluences(known.settings)) return <p role="status">{texts.nothing}</p>;
  const count = dataset.series.length;
  const verdict = known.verdicts.find((one) => one.series === series);
  const isUsed = known.use === "always" || verdict?.helps === true;
  return (
    <section className="influences-verdict" aria-label={texts.use}>
      <p className="influences-lead" role="status">
        {verdict === undefined ? texts.notChecked : verdictText(verdict)} {isUsed ? texts.used : texts.unused}
      </p>
      {verdict === undefined || verdict.horizon === horizon || frequency === undefined ? null : (
        <p>{texts.judgedAhead(formatSteps(verdict.horizon, frequency))}</p>
      )}
      {verdict === undefined || origin === 0 ? null : <p>{texts.judgedLater}</p>}
      {verdict?.notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      {count > 1 && known.verdicts.length > 1 ? (
        <p>
          {texts.verdicts(
            formatCount(known.verdicts.filter(({ helps }) => helps).length),
            formatCount(known.verdicts.length),
          )}
        </p>
      ) : null}
      <div className="influences-buttons">
        <Button isDisabled={isChecking} onPress={() => void influences.check("series")}>
          <RotateCw aria-hidden />
          {texts.check}
        </Button>
        {count > 1 ? (
          <Button isDisabled={isChecking} onPress={() => void influences.check("all")}>
            {texts.checkAll(plural(count, "series", "series"))}
          </Button>
        ) : null}
      </div>
    </section>
  );
}

function Explained() {
  const explanation = useInfluencesState((state) => state.explanation);
  const frequency = useActive((open) => selectedSeries(open).frequency);
  const shown = useActive((open) => selectedSeries(open).id);
  if (explanation === null || frequency === undefined || explanation.series !== shown) return null;
  const { since, parts } = explanation.value;
  return (
    <>
      {since === null ? null : (
        <section className="influences-part" aria-labelledby="influences-since">
          <h2 className="influences-heading" id="influences-since">
            {texts.since(formatTime(since.seen, frequency))}
          </h2>
          <ul className="influences-sentences">
            {changeSentences(since, frequency, parts.median).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </section>
      )}
      <Effects explanation={explanation.value} frequency={frequency} />
      <Parts explanation={explanation.value} frequency={frequency} series={explanation.series} />
    </>
  );
}
