import { Pin, Trash2 } from "lucide-react";
import { useRef, useState } from "react";
import type { CacheEntry } from "#contract/ipc";
import { formatAge, formatBytes, plural } from "#renderer/format";
import { useSessionState } from "#renderer/context";
import { useStorage } from "./context.ts";
import { Button, IconButton, Toggle } from "#renderer/ui";
import { texts } from "./texts.ts";

export interface StorageListProps {
  readonly entries: readonly CacheEntry[];
  readonly isBusy: boolean;
  /** An entry is about to go, and with it the button that has the focus. */
  readonly onRemove: () => void;
}

/** Files with something kept, the one used last first. */
export function StorageList({ entries, isBusy, onRemove }: StorageListProps) {
  return (
    <ul className="storage-list" aria-label={texts.cachedFiles}>
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
        <div className="storage-actions" role="group" aria-label={texts.deleteTheCachedDataOf(name)}>
          <Button
            tone="plain"
            autoFocus
            onPress={() => {
              item.current?.focus();
              setAsking(false);
            }}
          >
            {texts.keep}
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
            {texts.deleteText}
          </Button>
        </div>
      ) : (
        <div className="storage-actions">
          <Toggle
            className="icon-button"
            label={texts.pin(name)}
            tip={entry.isPinned ? texts.pinnedStaysWhenSpaceIs : texts.pinKeepWhenSpaceIs}
            icon={<Pin aria-hidden />}
            isSelected={entry.isPinned}
            onChange={(isPinned) => void storage.pin(entry.dataset, isPinned)}
          />
          <IconButton label={texts.deleteTheCachedDataOf(name)} isDisabled={isBusy} onPress={() => setAsking(true)}>
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
  if (forecasts === 0) return <>{texts.readNoForecastsYet}</>;
  const names = models.map((id) => known.find((model) => model.id === id)?.name ?? id);
  const more = series - seriesNames.length;
  return (
    <>
      {texts.ofBy(
        plural(forecasts, "forecast", "forecasts"),
        seriesNames.join(", "),
        more > 0 ? texts.andMore(more) : "",
        names.join(", "),
      )}
    </>
  );
}
