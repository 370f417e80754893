import { Button } from "react-aria-components";
import { type FactGroup, factGroups } from "#domain/profile";
import type { WrittenFact } from "./fact-text.ts";
import { texts } from "./texts.ts";

export interface FactListProps {
  readonly group: FactGroup;
  readonly facts: readonly WrittenFact[];
  /** Facts that count series lead to these, by their ids. */
  readonly links?: ReadonlyMap<string, () => void>;
  /** Why some are missing. */
  readonly notes?: readonly string[];
}

/** The numbers of one group, each with the line that says what it means. */
export function FactList({ group, facts, links, notes = [] }: FactListProps) {
  return (
    <section className="profile-facts" aria-label={factGroups[group]}>
      <h2 className="profile-heading">{factGroups[group]}</h2>
      {notes.map((note) => (
        <p key={note} className="profile-note">
          {note}
        </p>
      ))}
      <dl className="profile-fact-list">
        {facts.map((fact) => (
          <FactRow key={fact.id} fact={fact} show={links?.get(fact.id)} />
        ))}
      </dl>
    </section>
  );
}

function FactRow({
  fact: { id, label, words, text },
  show,
}: {
  readonly fact: WrittenFact;
  readonly show: (() => void) | undefined;
}) {
  return (
    <div className="profile-fact" data-fact={id}>
      <dt>{label}</dt>
      <dd className="profile-fact-value">
        {show === undefined || text === "0" ? (
          text
        ) : (
          <Button className="profile-link" aria-label={texts.showTheseSeries(label, text)} onPress={show}>
            {text}
          </Button>
        )}
      </dd>
      <dd className="profile-fact-words">{words}</dd>
    </div>
  );
}
