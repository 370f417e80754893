import { type FactGroup, factGroups } from "#domain/profile";
import type { WrittenFact } from "./fact-text.ts";

export interface FactListProps {
  readonly group: FactGroup;
  readonly facts: readonly WrittenFact[];
  /** Why some are missing. */
  readonly notes?: readonly string[];
}

/** The numbers of one group, each with the line that says what it means. */
export function FactList({ group, facts, notes = [] }: FactListProps) {
  return (
    <section className="profile-facts" aria-label={factGroups[group]}>
      <h2 className="profile-heading">{factGroups[group]}</h2>
      {notes.map((note) => (
        <p key={note} className="profile-note">
          {note}
        </p>
      ))}
      <dl className="profile-fact-list">
        {facts.map(({ id, label, words, text }) => (
          <div key={id} className="profile-fact" data-fact={id}>
            <dt>{label}</dt>
            <dd className="profile-fact-value">{text}</dd>
            <dd className="profile-fact-words">{words}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
