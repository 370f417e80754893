import { Pin, Trash2 } from "lucide-react";
import { useRef, useState } from "react";
import type { CacheEntry } from "#contract/ipc";
import { formatAge, formatBytes, plural } from "#renderer/format";
import { useSessionState } from "#renderer/context";
import { useStorage } from "./context.ts";
import { Button, IconButton, Toggle } from "#renderer/ui";

export interface StorageListProps {
  readonly entries: readonly CacheEntry[];
  readonly isBusy: boolean;
  /** An entry is about to go, and with it the button that has the focus. */
  readonly onRemove: () => void;
}

/** Files with something kept, the one used last first. */
export function StorageList({ entries, isBusy, onRemove }: StorageListProps) {
  return (
    <ul className="storage-list" aria-label="Cached files">
      {entries.map((entry) => (
        <StorageItem key={entry.dataset} entry={entry} isBusy={isBusy} onRemove={onRemove} />
      ))}
    </ul>
  );
}

function StorageItem({ entry, isBusy, onRemove }: Omit<StorageListProps, "entries"> & { readonly entry: CacheEntry }) {
  const storage = useStorage();
  const [isAsking, setAsking] = useState(false);
  const item = useRef<HTMLLIElement>(null);
  const name = entry.name === "" ? `Data ${entry.dataset.slice(0, 8)}…` : entry.name;
  return (
    <li ref={item} tabIndex={-1} className="storage-item" aria-label={name}>
      <div className="storage-what">
        <p className="storage-name">{name}</p>
        <p className="storage-detail">
          <Made entry={entry} />
          {" · "}
          {formatAge(entry.ageMs)}
        </p>
      </div>
      <span className="storage-size">{formatBytes(entry.bytes)}</span>
      {isAsking ? (
        <div className="storage-actions" role="group" aria-label={`Delete the cached data of ${name}`}>
          <Button
            tone="plain"
            autoFocus
            onPress={() => {
              item.current?.focus();
              setAsking(false);
            }}
          >
            Keep
          </Button>
          <Button
            tone="primary"
            className="button-danger"
            onPress={() => {
              onRemove();
              setAsking(false);
              void storage.remove(entry.dataset);
            }}
          >
            Delete
          </Button>
        </div>
      ) : (
        <div className="storage-actions">
          <Toggle
            className="icon-button"
            label={`Pin ${name}`}
            tip={entry.isPinned ? "Pinned: stays when space is needed" : "Pin: keep when space is needed"}
            icon={<Pin aria-hidden />}
            isSelected={entry.isPinned}
            onChange={(isPinned) => void storage.pin(entry.dataset, isPinned)}
          />
          <IconButton label={`Delete the cached data of ${name}`} isDisabled={isBusy} onPress={() => setAsking(true)}>
            <Trash2 aria-hidden />
          </IconButton>
        </div>
      )}
    </li>
  );
}

/** What was computed, of what, by which models. */
function Made({ entry: { series, seriesNames, models, forecasts } }: { readonly entry: CacheEntry }) {
  const known = useSessionState((state) => state.models);
  if (forecasts === 0) return <>Read, no forecasts yet</>;
  const names = models.map((id) => known.find((model) => model.id === id)?.name ?? id);
  const more = series - seriesNames.length;
  return (
    <>
      {plural(forecasts, "forecast", "forecasts")} of {seriesNames.join(", ")}
      {more > 0 ? ` and ${more} more` : ""} by {names.join(", ")}
    </>
  );
}
