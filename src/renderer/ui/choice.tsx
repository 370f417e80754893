import { Check, ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue, Text } from "react-aria-components";

export interface ChoiceProps {
  readonly label: string;
  /** In the place of the label: the same word, with its meaning. */
  readonly term?: ReactNode;
  /** Where what stands beside it says the same to the eye. */
  readonly isLabelHidden?: boolean;
  readonly description?: string;
  readonly value: string;
  readonly isDisabled?: boolean;
  readonly options: readonly {
    readonly id: string;
    readonly label: string;
    readonly detail?: string;
    readonly isDisabled?: boolean;
  }[];
  readonly onChange: (value: string) => void;
}

/** One of several, in a list that opens. */
export function Choice({
  label,
  term,
  isLabelHidden = false,
  description,
  value,
  isDisabled = false,
  options,
  onChange,
}: ChoiceProps) {
  return (
    <Select
      className="field"
      {...(term === undefined ? {} : { "aria-label": label })}
      value={value}
      isDisabled={isDisabled}
      onChange={(key) => {
        if (key !== null) onChange(String(key));
      }}
      disabledKeys={options.filter(({ isDisabled }) => isDisabled === true).map(({ id }) => id)}
    >
      {term === undefined ? (
        <Label className={isLabelHidden ? "visually-hidden" : "field-label"}>{label}</Label>
      ) : (
        <span className="field-label">{term}</span>
      )}
      <Button className="field-box choice-button">
        <SelectValue className="choice-value">{({ selectedText }) => selectedText}</SelectValue>
        <ChevronDown aria-hidden className="icon-small" />
      </Button>
      {description === undefined ? null : (
        <Text slot="description" className="rule-detail">
          {description}
        </Text>
      )}
      <Popover className="popover" offset={4}>
        <ListBox className="menu" items={options}>
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.label} className="menu-item">
              <Check aria-hidden className="menu-check" />
              <span className="menu-text">
                {option.label}
                {option.detail === undefined ? null : <span className="menu-detail">{option.detail}</span>}
              </span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
