import { Check as Mark } from "lucide-react";
import type { ReactNode } from "react";
import { Checkbox } from "react-aria-components";

export interface CheckProps {
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
  readonly children: ReactNode;
}

/** Yes or no, with its text beside it. */
export function Check({ isSelected, onChange, children }: CheckProps) {
  return (
    <Checkbox className="check" isSelected={isSelected} onChange={onChange}>
      <span className="check-box" aria-hidden="true">
        <Mark />
      </span>
      {children}
    </Checkbox>
  );
}
