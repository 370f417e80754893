import { ChevronRight } from "lucide-react";
import { Button, Disclosure, DisclosurePanel, Heading } from "react-aria-components";
import type { NotTried } from "#domain/job";
import { plural } from "#renderer/format";
import { texts } from "./texts.ts";

/** What was left out, and why: nobody has to wonder whether a model was forgotten. */
export function NotTriedList({
  notTried,
  series,
}: {
  readonly notTried: readonly NotTried[];
  readonly series: number;
}) {
  if (notTried.length === 0) return null;
  return (
    <Disclosure className="disclosure">
      <Heading level={3} className="disclosure-heading">
        <Button slot="trigger" className="disclosure-button">
          <ChevronRight aria-hidden className="disclosure-mark" />
          {texts.notTried}
          <span className="disclosure-note">{plural(notTried.length, "model", "models")}</span>
        </Button>
      </Heading>
      <DisclosurePanel className="disclosure-panel">
        <ul className="not-tried">
          {notTried.map(({ id, name, series: count, reason }) => (
            <li key={`${id} ${reason}`}>
              {/* Most reasons begin with the name. */}
              <strong>{name}</strong>
              {reason.startsWith(name) ? reason.slice(name.length) : `: ${reason}`}
              {series > 1 ? ` (${count === series ? "all series" : plural(count, "series", "series")})` : ""}
            </li>
          ))}
        </ul>
      </DisclosurePanel>
    </Disclosure>
  );
}
