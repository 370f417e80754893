import type { ReactNode } from "react";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { WithTip } from "./with-tip.tsx";

export interface SegmentedProps<T extends string> {
  readonly label: string;
  readonly value: T | null;
  readonly options: readonly {
    readonly id: T;
    readonly label: ReactNode;
    readonly name?: string;
    readonly tip?: string;
  }[];
  readonly onChange: (value: T) => void;
  readonly className?: string;
}

/** One of a few, all in sight. */
export function Segmented<T extends string>({ label, value, options, onChange, className }: SegmentedProps<T>) {
  return (
    <ToggleButtonGroup
      aria-label={label}
      className={["segmented", className].filter(Boolean).join(" ")}
      selectionMode="single"
      disallowEmptySelection={value !== null}
      selectedKeys={value === null ? [] : [value]}
      onSelectionChange={(keys) => {
        const next = options.find(({ id }) => keys.has(id));
        if (next !== undefined) onChange(next.id);
      }}
    >
      {options.map(({ id, label: text, name, tip }) => (
        <WithTip key={id} tip={tip}>
          <ToggleButton id={id} className="segment" {...(name === undefined ? {} : { "aria-label": name })}>
            {text}
          </ToggleButton>
        </WithTip>
      ))}
    </ToggleButtonGroup>
  );
}
