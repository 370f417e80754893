import { Search, X } from "lucide-react";
import { useRef, useState } from "react";
import { Button, Input, ListBox, ListBoxItem, SearchField } from "react-aria-components";
import { useView, useViewState } from "#renderer/context";
import { matching, WindowDialog } from "#renderer/ui";
import { MarkdownView } from "./markdown-view.tsx";
import { type HandbookPage, pages } from "./pages.ts";
import { texts } from "./texts.ts";
import "./handbook.css";

/** The handbook, page by page. It needs no network: its pages come with the application. */
export function HandbookDialog() {
  const view = useView();
  const isOpen = useViewState((state) => state.dialog === "handbook");
  return (
    <WindowDialog
      title={texts.title}
      size="wide"
      isOpen={isOpen}
      onClose={() => view.setState({ dialog: null, dialogTarget: null })}
    >
      <Content />
    </WindowDialog>
  );
}

function Content() {
  const view = useView();
  const target = useViewState((state) => state.dialogTarget);
  const [query, setQuery] = useState("");
  const text = useRef<HTMLDivElement>(null);
  const found = matching(pages, query, ({ title, text: words }) => `${title} ${words}`);
  const shown = pages.find(({ id }) => id === target) ?? found[0];
  const show = (page: string): void => {
    view.setState({ dialogTarget: page });
    text.current?.scrollTo({ top: 0 });
  };
  return (
    <div className="handbook">
      <nav className="handbook-nav" aria-label={texts.pages}>
        <SearchField
          className="search handbook-search"
          aria-label={texts.search}
          value={query}
          autoFocus
          onChange={(next) => {
            setQuery(next);
            // The first page that is found, and no longer the one that was chosen.
            view.setState({ dialogTarget: null });
          }}
        >
          <Search aria-hidden className="search-icon" />
          <Input className="search-input" placeholder={texts.search} />
          <Button className="search-clear" aria-label={texts.clear}>
            <X aria-hidden />
          </Button>
        </SearchField>
        <ListBox<HandbookPage>
          className="handbook-pages"
          aria-label={texts.pages}
          items={found}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={shown === undefined ? [] : [shown.id]}
          onSelectionChange={(keys) => {
            const [page] = keys === "all" ? [] : keys;
            if (page !== undefined) show(String(page));
          }}
          renderEmptyState={() => <p className="menu-none">{texts.none(query)}</p>}
        >
          {({ id, title }) => (
            <ListBoxItem id={id} textValue={title} className="handbook-page">
              {title}
            </ListBoxItem>
          )}
        </ListBox>
      </nav>
      <div
        ref={text}
        className="handbook-text"
        tabIndex={0}
        role="region"
        aria-label={shown === undefined ? texts.title : texts.pageText(shown.title)}
      >
        {shown === undefined ? null : <MarkdownView blocks={shown.blocks} onLink={show} />}
      </div>
    </div>
  );
}
