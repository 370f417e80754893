import { type ReactNode, useEffect, useRef } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import "./page-tabs.css";

export interface PageTabsProps {
  readonly label: string;
  readonly selected: string;
  readonly onSelect: (id: string) => void;
  readonly tabs: readonly { readonly id: string; readonly title: ReactNode; readonly content: ReactNode }[];
}

/** One of several views in one place; only the selected one is drawn. */
export function PageTabs({ label, selected, onSelect, tabs }: PageTabsProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // What had the focus went with the view before this one.
    if (document.activeElement === document.body)
      place.current?.querySelector<HTMLElement>("[role=tab][data-selected]")?.focus({ preventScroll: true });
  }, [selected]);
  return (
    <Tabs ref={place} className="page-tabs" selectedKey={selected} onSelectionChange={(key) => onSelect(String(key))}>
      <TabList className="page-tab-list" aria-label={label}>
        {tabs.map(({ id, title }) => (
          <Tab key={id} className="page-tab" id={id}>
            {title}
          </Tab>
        ))}
      </TabList>
      {tabs.map(({ id, content }) => (
        <TabPanel key={id} className="page-tab-panel" id={id}>
          {content}
        </TabPanel>
      ))}
    </Tabs>
  );
}
