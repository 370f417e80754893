import type { ReactNode } from "react";
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
  return (
    <Tabs className="page-tabs" selectedKey={selected} onSelectionChange={(key) => onSelect(String(key))}>
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
