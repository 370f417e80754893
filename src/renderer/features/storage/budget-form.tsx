import { useState } from "react";
import { Group, Input, Label, NumberField, Text } from "react-aria-components";
import type { CacheInfo } from "#contract/ipc";
import { useManaged } from "#renderer/context";
import { formatBytes } from "#renderer/format";
import { useStorage } from "./context.ts";
import { Button } from "#renderer/ui";
import { texts } from "./texts.ts";

const megabyte = 1_000_000;

/** How much room Fantail may take. What is typed outside of the bounds comes back to them. */
export function BudgetForm({ info: { disk, memory }, isBusy }: { readonly info: CacheInfo; readonly isBusy: boolean }) {
  const storage = useStorage();
  const managedDisk = useManaged("cacheDiskMegabytes");
  const managedMemory = useManaged("cacheMemoryMegabytes");
  const [diskMegabytes, setDisk] = useState(Math.round(disk.maxBytes / megabyte));
  const [memoryMegabytes, setMemory] = useState(Math.round(memory.nextMaxBytes / megabyte));
  const isNewDisk = Number.isFinite(diskMegabytes) && diskMegabytes !== Math.round(disk.maxBytes / megabyte);
  const isNewMemory =
    Number.isFinite(memoryMegabytes) && memoryMegabytes !== Math.round(memory.nextMaxBytes / megabyte);
  const isWaiting = Math.round(memory.maxBytes / megabyte) !== Math.round(memory.nextMaxBytes / megabyte);
  return (
    <form
      className="budgets"
      onSubmit={(event) => {
        event.preventDefault();
        if (isBusy || (!isNewDisk && !isNewMemory)) return;
        void storage.setBudget({
          ...(isNewDisk ? { diskBytes: diskMegabytes * megabyte } : {}),
          ...(isNewMemory ? { memoryBytes: memoryMegabytes * megabyte } : {}),
        });
      }}
    >
      <Budget
        label={texts.onDisk}
        detail={
          managedDisk?.reason ??
          texts.appliesAtOnceTheLeast(
            bounds(disk),
            disk.freeBytes === null ? "" : texts.areFree(formatBytes(disk.freeBytes)),
          )
        }
        isDisabled={managedDisk !== null}
        value={diskMegabytes}
        bounds={disk}
        onChange={setDisk}
      />
      <Budget
        label={texts.inMemory}
        detail={
          managedMemory?.reason ??
          `${bounds(memory)}. ${isWaiting ? `${formatBytes(memory.maxBytes)} until Fantail restarts.` : "Applies after a restart."}`
        }
        isDisabled={managedMemory !== null}
        value={memoryMegabytes}
        bounds={memory}
        onChange={setMemory}
      />
      <Button type="submit" className="budgets-apply" isPending={isBusy} isDisabled={!isNewDisk && !isNewMemory}>
        {texts.apply}
      </Button>
    </form>
  );
}

interface Bounds {
  readonly minBudgetBytes: number;
  readonly maxBudgetBytes: number;
}

interface BudgetProps {
  readonly label: string;
  readonly detail: string;
  /** Megabytes. */
  readonly value: number;
  readonly bounds: Bounds;
  readonly isDisabled: boolean;
  readonly onChange: (megabytes: number) => void;
}

function Budget({
  label,
  detail,
  value,
  bounds: { minBudgetBytes, maxBudgetBytes },
  isDisabled,
  onChange,
}: BudgetProps) {
  return (
    <NumberField
      className="field budget"
      minValue={Math.ceil(minBudgetBytes / megabyte)}
      maxValue={Math.floor(maxBudgetBytes / megabyte)}
      value={value}
      isDisabled={isDisabled}
      onChange={onChange}
    >
      <Label className="field-label">{label}</Label>
      <Group className="field-box budget-box">
        <Input className="search-choice-input budget-input" />
        <span className="budget-unit">{texts.mB}</span>
      </Group>
      <Text slot="description" className="rule-detail">
        {detail}
      </Text>
    </NumberField>
  );
}

function bounds({ minBudgetBytes, maxBudgetBytes }: Bounds): string {
  return `${formatBytes(minBudgetBytes)} to ${formatBytes(maxBudgetBytes)}`;
}
