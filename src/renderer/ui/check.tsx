import { Check as Mark, Minus } from "lucide-react";
import type { ReactNode } from "react";
import { Checkbox } from "react-aria-components";

export interface CheckProps {
  readonly isSelected: boolean;
  readonly isDisabled?: boolean;
  /** Name for assistive technology, where the text beside it says less. */
  readonly label?: string;
  /** Some of what it stands for is chosen, and some is not. */
  readonly isIndeterminate?: boolean;
  readonly onChange: (isSelected: boolean) => void;
  readonly children: ReactNode;
}

/** Yes or no, with its text beside it. */
export function Check({
  isSelected,
  isDisabled = false,
  isIndeterminate = false,
  label,
  onChange,
  children,
}: CheckProps) {
  return (
    <Checkbox
      className="check"
      isSelected={isSelected}
      isDisabled={isDisabled}
      isIndeterminate={isIndeterminate}
      {...(label === undefined ? {} : { "aria-label": label })}
      onChange={onChange}
    >
      <span className="check-box" aria-hidden="true">
        {isIndeterminate ? <Minus /> : <Mark />}
      </span>
      {children}
    </Checkbox>
  );
}
