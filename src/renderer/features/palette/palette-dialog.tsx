import { Search } from "lucide-react";
import { useMemo, useState } from "react";
import { Autocomplete, Dialog, Input, Menu, MenuItem, Modal, ModalOverlay, SearchField } from "react-aria-components";
import { shortcutOf, useCommands } from "#renderer/commands";
import { useSession, useView, useViewState } from "#renderer/context";
import { useDatasets } from "#renderer/datasets";
import { foundChoices, paletteChoices, type PaletteChoice, usedNow } from "./choices.ts";
import { texts } from "./texts.ts";
import "./palette.css";

/** One field that finds everything: commands, series, open files, settings, pages of the handbook. */
export function PaletteDialog() {
  const view = useView();
  const isOpen = useViewState((state) => state.dialog === "palette");
  return (
    <ModalOverlay
      className="overlay palette-overlay"
      isDismissable
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) view.setState({ dialog: null });
      }}
    >
      <Modal className="dialog-frame palette-frame">
        <Dialog className="dialog" aria-label={texts.title}>
          <Palette />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Palette() {
  const session = useSession();
  const view = useView();
  const datasets = useDatasets();
  const commands = useCommands();
  const [query, setQuery] = useState("");
  // As things are when it opens: nothing under the pointer moves while one reads.
  const [all] = useState(() => paletteChoices(datasets.store.getState(), (id) => commands.isAvailable(id)));
  const [recent] = useState(() => session.store.getState().settings.recentChoices);
  const found = useMemo(() => foundChoices(all, query, recent), [all, query, recent]);

  const choose = (choice: PaletteChoice | undefined): void => {
    if (choice === undefined) return;
    const { target } = choice;
    const used = usedNow(recent, choice);
    if (used !== recent) session.change({ recentChoices: used });
    view.setState({ dialog: null });
    switch (target.kind) {
      case "command":
        // Once the focus is back where it was: some commands move it.
        requestAnimationFrame(() => requestAnimationFrame(() => commands.run(target.command)));
        break;
      case "series":
        view.setState({ zoom: null });
        datasets.selectSeries(target.series);
        break;
      case "file":
        view.setState({ zoom: null });
        datasets.activate(target.handle);
        break;
      case "setting":
        view.setState({ dialog: "settings", dialogTarget: target.key });
        break;
      case "page":
      case "term":
        view.setState({ dialog: "handbook", dialogTarget: target.page });
        break;
    }
  };

  return (
    <div className="palette">
      <Autocomplete inputValue={query} onInputChange={setQuery}>
        <SearchField className="palette-search" aria-label={texts.title} autoFocus>
          <Search aria-hidden />
          <Input className="palette-input" placeholder={texts.placeholder} />
        </SearchField>
        <Menu
          className="menu palette-list"
          aria-label={texts.title}
          items={found}
          onAction={(key) => choose(found.find(({ id }) => id === key))}
          renderEmptyState={() => <p className="menu-none">{texts.none(query)}</p>}
        >
          {(choice) => (
            <MenuItem id={choice.id} textValue={choice.title} className="menu-item">
              <span className="menu-text truncate">
                {choice.title}
                {choice.detail === undefined ? null : <span className="menu-detail truncate">{choice.detail}</span>}
              </span>
              <span className="palette-kind">{kindOf(choice)}</span>
              <Keys choice={choice} />
            </MenuItem>
          )}
        </Menu>
      </Autocomplete>
    </div>
  );
}

function Keys({ choice: { target } }: { readonly choice: PaletteChoice }) {
  const keys = target.kind === "command" ? shortcutOf(target.command) : undefined;
  return keys === undefined ? null : <kbd>{keys}</kbd>;
}

function kindOf({ target, isRecent }: PaletteChoice): string {
  if (isRecent === true) return texts.recent;
  return target.kind === "command" ? "" : texts[target.kind];
}
