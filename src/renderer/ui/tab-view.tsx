import { type ReactNode, useEffect, useRef } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import "./tab-view.css";

export interface TabViewProps {
  readonly label: string;
  readonly selected: string;
  readonly onSelect: (id: string) => void;
  /** Only the selected one's content is there. */
  readonly tabs: readonly { readonly id: string; readonly label: ReactNode; readonly content: ReactNode }[];
}

/** Pages of one thing, of which one is in sight. */
export function TabView({ label, selected, onSelect, tabs }: TabViewProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // What had the focus went with the view before this one.
    if (document.activeElement === document.body)
      place.current?.querySelector<HTMLElement>("[role=tab][data-selected]")?.focus({ preventScroll: true });
  }, [selected]);
  return (
    <Tabs ref={place} className="paged" selectedKey={selected} onSelectionChange={(key) => onSelect(String(key))}>
      <TabList className="page-tabs" aria-label={label}>
        {tabs.map((tab) => (
          <Tab key={tab.id} id={tab.id} className="page-tab">
            {tab.label}
          </Tab>
        ))}
      </TabList>
      {tabs.map((tab) => (
        <TabPanel key={tab.id} id={tab.id} className="page-panel">
          {tab.content}
        </TabPanel>
      ))}
    </Tabs>
  );
}
