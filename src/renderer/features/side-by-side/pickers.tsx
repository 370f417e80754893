import { Check, ChevronDown } from "lucide-react";
import { type ReactNode, useDeferredValue, useMemo, useState } from "react";
import { Header, ListBox, ListBoxItem, ListBoxSection } from "react-aria-components";
import type { Dataset } from "#domain/dataset";
import { formatCount, plural } from "#renderer/format";
import { FindField, matching, PopoverButton } from "#renderer/ui";
import { useSideBySide, useSideBySideState } from "./context.ts";
import { maxPanels } from "./look.ts";
import { texts } from "./texts.ts";

/** Rows that a list without a window of its own can have. */
const mostRows = 200;

interface Group {
  readonly title: string;
  readonly items: readonly {
    readonly id: string;
    readonly name: string;
    readonly detail: string | null;
    readonly isDisabled: boolean;
  }[];
}

/** Several of a list, {@link maxPanels} at most. */
function Picker({
  label,
  button,
  groups,
  chosen,
  onChange,
  note,
  find,
}: {
  readonly label: string;
  readonly button: string;
  readonly groups: readonly Group[];
  readonly chosen: readonly string[];
  readonly onChange: (ids: readonly string[]) => void;
  readonly note: string;
  readonly find?: ReactNode;
}) {
  const isFull = chosen.length >= maxPanels;
  const all = groups.flatMap(({ items }) => items);
  const shown = new Set(all.map(({ id }) => id));
  const disabled = all
    .filter(({ id, isDisabled }) => (isDisabled || isFull) && !chosen.includes(id))
    .map(({ id }) => id);
  return (
    <PopoverButton
      placement="bottom start"
      button={
        <>
          <span>{button}</span>
          <ChevronDown aria-hidden className="icon-small" />
        </>
      }
    >
      <div className="beside-picker">
        {find}
        <ListBox
          className="beside-choices"
          aria-label={label}
          selectionMode="multiple"
          escapeKeyBehavior="none"
          selectedKeys={chosen}
          disabledKeys={disabled}
          renderEmptyState={() => <p className="menu-none">{texts.noneFound}</p>}
          onSelectionChange={(keys) => {
            if (keys === "all") return;
            // Those that the words hide stay chosen.
            const hidden = chosen.filter((id) => !shown.has(id));
            onChange([...hidden, ...all.filter(({ id }) => keys.has(id)).map(({ id }) => id)].slice(0, maxPanels));
          }}
        >
          {groups.map(({ title, items }) => (
            <ListBoxSection key={title} className="model-group">
              {title === "" ? null : <Header className="model-group-title">{title}</Header>}
              {items.map(({ id, name, detail }) => (
                <ListBoxItem key={id} id={id} textValue={name} className="menu-item">
                  <Check aria-hidden className="menu-check" />
                  <span className="menu-text">
                    {name}
                    {detail === null ? null : <span className="menu-detail">{detail}</span>}
                  </span>
                </ListBoxItem>
              ))}
            </ListBoxSection>
          ))}
        </ListBox>
        <p className="beside-soft">{isFull || note === "" ? texts.full(formatCount(maxPanels)) : note}</p>
      </div>
    </PopoverButton>
  );
}

export function SeriesPicker({ dataset }: { readonly dataset: Dataset }) {
  const page = useSideBySide();
  const chosen = useSideBySideState((state) => state.look.series);
  const [query, setQuery] = useState("");
  const words = useDeferredValue(query);
  const found = useMemo(() => matching(dataset.series, words, ({ id }) => id), [dataset, words]);
  const here = useMemo(() => new Set(dataset.series.map(({ id }) => id)), [dataset]);
  const items = found.slice(0, mostRows).map(({ id }) => ({ id, name: id, detail: null, isDisabled: false }));
  const mine = chosen.filter((id) => here.has(id));
  return (
    <Picker
      label={texts.series}
      button={plural(mine.length, "series", "series")}
      groups={items.length === 0 ? [] : [{ title: "", items }]}
      chosen={mine}
      onChange={(series) => page.change({ series })}
      note={found.length > mostRows ? texts.more(formatCount(mostRows), formatCount(found.length)) : ""}
      find={<FindField label={texts.find} placeholder={texts.find} className="" value={query} onChange={setQuery} />}
    />
  );
}

export function ModelsPicker() {
  const page = useSideBySide();
  const candidates = useSideBySideState((state) => state.candidates);
  const panels = useSideBySideState((state) => state.panels);
  const chosen = panels
    .filter(({ compared }) => compared.kind === "models")
    .map(({ compared }) => compared.selection.model);
  if (candidates === null) return null;
  const groups = candidates.groups.map(({ title, models }) => ({
    title,
    items: models.map(({ id, name, description, reason }) => ({
      ...{ id, name, detail: reason ?? description, isDisabled: reason !== null },
    })),
  }));
  return (
    <Picker
      label={texts.models}
      button={plural(chosen.length, "model", "models")}
      groups={groups}
      chosen={chosen}
      onChange={(models) => {
        if (models.length > 0) page.change({ models });
      }}
      note=""
    />
  );
}
