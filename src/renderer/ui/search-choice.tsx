import { Check, ChevronDown } from "lucide-react";
import { Button, ComboBox, Input, Label, ListBox, ListBoxItem, Popover, Text } from "react-aria-components";
import { texts } from "./texts.ts";

export interface SearchChoiceProps {
  readonly label: string;
  readonly description: string;
  readonly value: string;
  readonly options: readonly { readonly id: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
}

/** One of very many: typing narrows the list. */
export function SearchChoice({ label, description, value, options, onChange }: SearchChoiceProps) {
  return (
    <ComboBox
      className="field"
      value={value}
      onChange={(key) => {
        if (key !== null) onChange(String(key));
      }}
      defaultItems={options}
      menuTrigger="focus"
    >
      <Label className="field-label">{label}</Label>
      <div className="field-box search-choice-box">
        <Input className="search-choice-input" />
        <Button className="search-choice-open">
          <ChevronDown aria-hidden className="icon-small" />
        </Button>
      </div>
      <Text slot="description" className="rule-detail">
        {description}
      </Text>
      <Popover className="popover search-choice-list" offset={4}>
        <ListBox<(typeof options)[number]>
          className="menu"
          renderEmptyState={() => <p className="menu-none">{texts.nothingMatches}</p>}
        >
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.label} className="menu-item">
              <Check aria-hidden className="menu-check" />
              <span className="menu-text">{option.label}</span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
