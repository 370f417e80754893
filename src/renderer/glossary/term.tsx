import type { ReactNode } from "react";
import { Button } from "react-aria-components";
import { termOf, type TermId } from "#domain/glossary";
import { useView } from "#renderer/context";
import { defineTexts } from "#renderer/texts";
import { WithTip } from "#renderer/ui";
import "./glossary.css";

const texts = defineTexts("glossary", {
  more: "Press for the handbook",
});

export interface TermTextProps {
  readonly id: TermId;
  /** What is shown; the term itself where absent. */
  readonly children?: ReactNode;
}

/** The meaning of a word in one sentence, for the tooltip of a control that is about it. */
export const termTip = (id: TermId): string => termOf(id).short;

/** A word with its meaning: in a tooltip while it is pointed at or has the focus, in the handbook when it is pressed. */
export function TermText({ id, children }: TermTextProps) {
  const view = useView();
  const { term, short, page } = termOf(id);
  return (
    <WithTip
      tip={
        <span className="term-tip">
          {short} <span className="term-more">{texts.more}</span>
        </span>
      }
    >
      {/* Within a field of numbers React Aria takes a button without a slot for one of its own. */}
      <Button
        slot={null}
        className="term"
        aria-description={texts.more}
        onPress={() => view.setState({ dialog: "handbook", dialogTarget: page })}
      >
        {children ?? term}
      </Button>
    </WithTip>
  );
}
