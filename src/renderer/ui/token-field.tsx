import { X } from "lucide-react";
import { useId, useState, type KeyboardEvent } from "react";
import { Button, Input, Label, Tag, TagGroup, TagList, Text, TextField } from "react-aria-components";
import { texts } from "./texts.ts";

export interface TokenFieldProps {
  readonly label: string;
  readonly description: string;
  readonly placeholder: string;
  readonly tokens: readonly string[];
  readonly onChange: (tokens: readonly string[]) => void;
}

/** A set of words: Enter or a comma adds the one that was typed, Backspace in the empty field takes the last one back. */
export function TokenField({ label, description, placeholder, tokens, onChange }: TokenFieldProps) {
  const [text, setText] = useState("");
  const listLabel = useId();
  const add = (): void => {
    const word = text.trim();
    setText("");
    if (word !== "" && !tokens.includes(word)) onChange([...tokens, word]);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter" || event.key === ",") {
      if (text.trim() === "") return;
      event.preventDefault();
      add();
    } else if (event.key === "Backspace" && text === "" && tokens.length > 0) {
      onChange(tokens.slice(0, -1));
    }
  };
  return (
    <div className="field token-field">
      <TextField className="field token-entry" value={text} onChange={setText} onKeyDown={onKeyDown} onBlur={add}>
        <Label className="field-label">{label}</Label>
        <div className="field-box search-choice-box">
          <Input className="search-choice-input" placeholder={placeholder} />
        </div>
        <Text slot="description" className="rule-detail">
          {description}
        </Text>
      </TextField>
      {tokens.length === 0 ? null : (
        <TagGroup
          className="tokens"
          aria-labelledby={listLabel}
          onRemove={(keys) => onChange(tokens.filter((token) => !keys.has(token)))}
        >
          <span id={listLabel} className="visually-hidden">
            {texts.chosen(label)}
          </span>
          <TagList className="token-list" items={tokens.map((token) => ({ id: token }))}>
            {({ id }) => (
              <Tag className="token" textValue={id}>
                <span className="truncate">{id}</span>
                <Button slot="remove" className="tab-close" aria-label={texts.remove}>
                  <X aria-hidden />
                </Button>
              </Tag>
            )}
          </TagList>
        </TagGroup>
      )}
    </div>
  );
}
