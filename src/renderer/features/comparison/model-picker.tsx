import { Check, ChevronDown } from "lucide-react";
import { Header, ListBox, ListBoxItem, ListBoxSection } from "react-aria-components";
import type { Candidate } from "#contract/ipc";
import { useSessionState } from "#renderer/context";
import { methodText, plural } from "#renderer/format";
import { PopoverButton } from "#renderer/ui";
import { useComparison, useComparisonState } from "./context.ts";
import { texts } from "./texts.ts";

/** Which models are compared; those that don't suit the series say why. */
export function ModelPicker() {
  const comparison = useComparison();
  const candidates = useComparisonState((state) => state.candidates);
  const models = useComparisonState((state) => state.wanted?.models ?? none);
  const forecasters = useSessionState((state) => state.methods.forecasters);
  if (candidates === null) return null;
  const known = candidates.groups.flatMap((group) => group.models);
  const configured = models
    .filter((id) => !known.some((model) => model.id === id))
    .map((id): Candidate => ({ id, name: methodText(id, forecasters), description: id, reason: null }));
  const groups = [
    ...(configured.length > 0 ? [{ title: "Configured methods", models: configured }] : []),
    ...candidates.groups,
  ];
  const order = groups.flatMap((group) => group.models.map(({ id }) => id));
  const unsuitable = known.filter(({ id, reason }) => reason !== null && !models.includes(id)).map(({ id }) => id);
  return (
    <PopoverButton
      placement="bottom start"
      button={
        <>
          <span>{plural(models.length, "model", "models")}</span>
          <ChevronDown aria-hidden className="icon-small" />
        </>
      }
    >
      <ListBox
        className="model-picker"
        aria-label={texts.modelsToCompare}
        selectionMode="multiple"
        escapeKeyBehavior="none"
        selectedKeys={models}
        disabledKeys={unsuitable}
        onSelectionChange={(keys) => {
          // In the order of the list: what is added later takes its place, too.
          const next = keys === "all" ? order : order.filter((id) => keys.has(id));
          if (next.length > 0) comparison.setModels(next);
        }}
      >
        {groups.map(({ title, models: members }) => (
          <ListBoxSection key={title} className="model-group">
            <Header className="model-group-title">{title}</Header>
            {members.map(({ id, name, description, reason }) => (
              <ListBoxItem key={id} id={id} textValue={name} className="menu-item">
                <Check aria-hidden className="menu-check" />
                <span className="menu-text">
                  {name}
                  <span className="menu-detail">{reason ?? description}</span>
                </span>
              </ListBoxItem>
            ))}
          </ListBoxSection>
        ))}
      </ListBox>
    </PopoverButton>
  );
}

const none: readonly string[] = [];
