import { Check, Search } from "lucide-react";
import { useMemo, useState } from "react";
import { Input, Label, ListBox, ListBoxItem, SearchField } from "react-aria-components";
import { formatCount } from "#renderer/format";
import { matching } from "#renderer/ui";
import { texts } from "./texts.ts";

/** More names at once are looked through by nobody, and take long to draw. */
const maxListed = 200;

export interface SeriesChoiceProps {
  readonly series: readonly string[];
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
}

/** Any of the series of a dataset. What is chosen stays so while other names are looked for. */
export function SeriesChoice({ series, chosen, onChange }: SeriesChoiceProps) {
  const [words, setWords] = useState("");
  const found = useMemo(() => matching(series, words, (id) => id), [series, words]);
  const listed = found.slice(0, maxListed);
  const shown = new Set(listed);
  return (
    <div className="export-series">
      <SearchField className="search" value={words} onChange={setWords}>
        <Label className="visually-hidden">{texts.findSeriesByName}</Label>
        <Search aria-hidden className="search-icon" />
        <Input className="search-input" placeholder={texts.findByName} />
      </SearchField>
      <ListBox
        className="export-series-list"
        aria-label={texts.seriesToExport}
        selectionMode="multiple"
        selectedKeys={[...chosen].filter((id) => shown.has(id))}
        onSelectionChange={(keys) => {
          const now = keys === "all" ? listed : [...keys].map(String);
          onChange(new Set([...[...chosen].filter((id) => !shown.has(id)), ...now]));
        }}
        renderEmptyState={() => <p className="dialog-none">{texts.noSeriesHasSuchA}</p>}
      >
        {listed.map((id) => (
          <ListBoxItem key={id} id={id} textValue={id} className="menu-item">
            <Check aria-hidden className="menu-check" />
            <span className="truncate">{id}</span>
          </ListBoxItem>
        ))}
      </ListBox>
      {found.length > maxListed ? (
        <p className="dialog-hint">{texts.theFirstOfNamesFind(maxListed, formatCount(found.length))}</p>
      ) : null}
    </div>
  );
}
