import { Check, ChevronRight, Search } from "lucide-react";
import { useMemo, useState } from "react";
import {
  Button as AriaButton,
  Disclosure,
  DisclosurePanel,
  Heading,
  Input,
  ListBox,
  ListBoxItem,
  ListLayout,
  SearchField,
  Virtualizer,
  type Selection,
} from "react-aria-components";
import { formatCount } from "#renderer/format";
import type { ImportDraft, ImportSubject } from "./import-draft.ts";
import { Button, matching } from "#renderer/ui";
import { texts } from "./texts.ts";

export interface ImportSeriesProps {
  readonly subject: ImportSubject;
  readonly draft: ImportDraft;
  readonly onChange: (draft: ImportDraft) => void;
}

const rowHeight = 30;

/** Which of the file's series are kept. */
export function ImportSeries({ subject, draft, onChange }: ImportSeriesProps) {
  const { series, otherSeries } = subject;
  const all = useMemo(
    () => [...series.map(({ id }) => id), ...otherSeries].toSorted(new Intl.Collator("en", { numeric: true }).compare),
    [series, otherSeries],
  );
  const [query, setQuery] = useState("");
  const found = useMemo(() => matching(all, query, (id) => id), [all, query]);
  if (all.length < 2) return null;
  const kept = new Set(draft.series ?? all);
  const set = (next: ReadonlySet<string>): void => {
    const chosen = all.filter((id) => next.has(id));
    onChange({ ...draft, series: chosen.length === all.length ? null : chosen });
  };
  const areFound = query.trim() !== "";
  return (
    <Disclosure className="disclosure">
      <Heading level={3} className="disclosure-heading">
        <AriaButton slot="trigger" className="disclosure-button">
          <ChevronRight aria-hidden className="disclosure-mark" />
          {texts.seriesToKeep}
          <span className="disclosure-note">
            {kept.size === all.length
              ? texts.all(formatCount(all.length))
              : texts.of3(formatCount(kept.size), formatCount(all.length))}
          </span>
        </AriaButton>
      </Heading>
      <DisclosurePanel className="disclosure-panel">
        <div className="series-tools">
          <SearchField className="search" aria-label={texts.findSeriesToKeep} value={query} onChange={setQuery}>
            <Search aria-hidden className="search-icon" />
            <Input className="search-input" placeholder={texts.findOneOfSeries(formatCount(all.length))} />
          </SearchField>
          <Button tone="quiet" onPress={() => set(kept.union(new Set(found)))}>
            {areFound ? texts.addFound : texts.all2}
          </Button>
          <Button tone="quiet" onPress={() => set(kept.difference(new Set(found)))}>
            {areFound ? texts.dropFound : texts.none}
          </Button>
          {areFound ? (
            <Button tone="quiet" onPress={() => set(new Set(found))}>
              {texts.onlyFound}
            </Button>
          ) : null}
        </div>
        <Virtualizer layout={ListLayout} layoutOptions={{ rowHeight, padding: 4 }}>
          <ListBox
            className="keep-list"
            aria-label={texts.seriesToKeep}
            selectionMode="multiple"
            items={found.map((id) => ({ id }))}
            selectedKeys={kept}
            onSelectionChange={(keys: Selection) => {
              // "All" is all that can be seen: what the search hides stays as it is.
              set(keys === "all" ? kept.union(new Set(found)) : new Set([...keys].map(String)));
            }}
            renderEmptyState={() => <p className="menu-none">{texts.noSeriesMatches(query)}</p>}
          >
            {({ id }) => (
              <ListBoxItem id={id} textValue={id} className="keep-item">
                <span className="keep-box" aria-hidden="true">
                  <Check />
                </span>
                <span className="truncate">{id}</span>
              </ListBoxItem>
            )}
          </ListBox>
        </Virtualizer>
      </DisclosurePanel>
    </Disclosure>
  );
}
