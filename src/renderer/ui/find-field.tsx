import { Search, X } from "lucide-react";
import { Button as AriaButton, Input, SearchField } from "react-aria-components";

export interface FindFieldProps {
  /** Name for assistive technology. */
  readonly label: string;
  readonly placeholder: string;
  readonly className: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Narrows a list to what is typed; a button empties it. */
export function FindField({ label, placeholder, className, value, onChange }: FindFieldProps) {
  return (
    <SearchField className={`search ${className}`} aria-label={label} value={value} onChange={onChange}>
      <Search aria-hidden className="search-icon" />
      <Input className="search-input" placeholder={placeholder} />
      <AriaButton className="search-clear">
        <X aria-hidden />
      </AriaButton>
    </SearchField>
  );
}
