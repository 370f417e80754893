import { Check, ChevronDown, TriangleAlert, X } from "lucide-react";
import { type RefObject, useEffect, useMemo, useRef, useState } from "react";
import {
  Button as AriaButton,
  Menu,
  MenuItem,
  MenuTrigger,
  Popover,
  Tag,
  TagGroup,
  TagList,
} from "react-aria-components";
import { useCommands } from "#renderer/commands";
import { useView } from "#renderer/context";
import {
  type AbsentFile,
  isAbsent,
  type SourcesState,
  tabInFront,
  tabsOf,
  useDatasets,
  useDatasetsState,
  useKeptFiles,
  useSources,
  useSourcesState,
} from "#renderer/datasets";
import { IconButton } from "#renderer/ui";
import "./file-tabs.css";
import { texts } from "./texts.ts";

const stateTexts: Readonly<Record<SourcesState[string] | AbsentFile["why"], string>> = {
  changed: "changed since it was read",
  missing: "moved or renamed",
  offered: "not opened yet",
  failed: "could not be read",
  waiting: "is being opened",
};

/** What can be done about it, in a word; null: nothing. */
const remedyLabels: Readonly<Record<keyof typeof stateTexts, string | null>> = {
  changed: "Read again",
  missing: "Locate…",
  offered: "Open",
  failed: "Try again",
  waiting: null,
};

/** Nearer, a pointer is only not held still. */
const leastDragPixels = 6;

interface Item {
  /** Of the tab. */
  readonly id: string;
  readonly name: string;
  readonly state: keyof typeof stateTexts | null;
  /** Null where only time can tell. */
  readonly remedy: Remedy | null;
}

interface Remedy {
  readonly label: string;
  readonly run: () => void;
}

/** A tab for each open file, and a list of all where they do not fit. */
export function FileTabs() {
  const datasets = useDatasets();
  const items = useItems();
  const active = useDatasetsState(tabInFront);
  const tabs = useRef<HTMLDivElement>(null);
  const isCut = useIsCut(tabs, items.length);
  useTabPointer(tabs);
  useTabKeys();
  useEffect(() => {
    const element = tabs.current;
    if (element === null) return undefined;
    // Of many files the one in front may have its tab out of sight, also after the window or the button that lists them all
    // took room from it. The first call comes after the list has drawn a new tab.
    const observer = new ResizeObserver(() =>
      element.querySelector("[data-selected]")?.scrollIntoView({ block: "nearest", inline: "nearest" }),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [active, items.length]);
  return (
    <>
      <TagGroup
        ref={tabs}
        className="tabs"
        aria-label={texts.openFiles}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={active === null ? [] : [active]}
        onSelectionChange={(keys) => {
          const next = items.find(({ id }) => keys !== "all" && keys.has(id));
          if (next !== undefined) datasets.activateTab(next.id);
        }}
        onRemove={(keys) => {
          for (const key of keys) datasets.closeTab(String(key));
        }}
      >
        <TagList className="tab-list" items={items}>
          {({ name, state, remedy }) => {
            const text = state === null ? name : `${name}, ${stateTexts[state]}`;
            return (
              <Tag className="tab" textValue={text} data-state={state ?? undefined}>
                {state === null || state === "waiting" ? null : <TriangleAlert aria-hidden className="tab-problem" />}
                <span className="truncate" title={state === null ? name : `${name}: ${stateTexts[state]}`}>
                  {name}
                </span>
                {remedy === null ? null : (
                  <AriaButton slot={null} className="tab-remedy" onPress={remedy.run}>
                    {remedy.label}
                  </AriaButton>
                )}
                <AriaButton slot="remove" className="tab-close" aria-label={texts.close}>
                  <X aria-hidden />
                </AriaButton>
              </Tag>
            );
          }}
        </TagList>
      </TagGroup>
      {isCut ? <FileList items={items} active={active} onChoose={(tab) => datasets.activateTab(tab)} /> : null}
    </>
  );
}

/** Every open file by its whole name. */
function FileList({
  items,
  active,
  onChoose,
}: {
  readonly items: readonly Item[];
  readonly active: string | null;
  readonly onChoose: (tab: string) => void;
}) {
  return (
    <MenuTrigger>
      <IconButton label={texts.allOpenFiles}>
        <ChevronDown aria-hidden />
      </IconButton>
      <Popover className="popover" placement="bottom end" offset={6}>
        <Menu
          className="menu file-list"
          aria-label={texts.allOpenFiles}
          items={items}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={active === null ? [] : [active]}
          onAction={(key) => onChoose(String(key))}
        >
          {({ name, state }) => (
            <MenuItem textValue={name} className="menu-item">
              <Check aria-hidden className="menu-check" />
              <span className="menu-text">
                {name}
                {state === null ? null : <span className="menu-detail">{stateTexts[state]}</span>}
              </span>
            </MenuItem>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function useItems(): readonly Item[] {
  const keptFiles = useKeptFiles();
  const watched = useSources();
  const open = useDatasetsState((state) => state.open);
  const absent = useDatasetsState((state) => state.absent);
  const sources = useSourcesState((states) => states);
  return useMemo(
    () =>
      tabsOf({ open, absent }).map((file): Item => {
        const { tab } = file;
        if (isAbsent(file)) {
          const { name, why } = file;
          const label = remedyLabels[why];
          return {
            id: tab,
            name,
            state: why,
            remedy: label === null ? null : { label, run: () => void keptFiles.read(tab) },
          };
        }
        const { handle, name } = file.dataset;
        const state = sources[handle] ?? null;
        const label = state === null ? null : remedyLabels[state];
        return {
          id: tab,
          name,
          state,
          remedy: label === null ? null : { label, run: () => void watched.reload(handle) },
        };
      }),
    [open, absent, sources, keptFiles, watched],
  );
}

/** Where the tab is dragged, it goes; the middle button closes it. */
function useTabPointer(tabs: RefObject<HTMLElement | null>): void {
  const datasets = useDatasets();
  useEffect(() => {
    const element = tabs.current;
    if (element === null) return undefined;
    const tabAt = (target: EventTarget | null): HTMLElement | null =>
      target instanceof Element ? target.closest<HTMLElement>(".tab") : null;
    let held: { readonly tab: string; readonly x: number } | null = null;
    let isDragged = false;
    const onDown = (event: PointerEvent): void => {
      const tab = tabAt(event.target)?.dataset["key"];
      const isOnButton = event.target instanceof Element && event.target.closest("button") !== null;
      held = event.button === 0 && tab !== undefined && !isOnButton ? { tab, x: event.clientX } : null;
      isDragged = false;
    };
    const onMove = (event: PointerEvent): void => {
      if (held === null) return;
      if (event.buttons === 0) {
        end();
        return;
      }
      if (!isDragged && Math.abs(event.clientX - held.x) < leastDragPixels) return;
      isDragged = true;
      element.dataset["dragged"] = "true";
      const row = [...element.querySelectorAll<HTMLElement>(".tab")];
      const own = row.findIndex((one) => one.dataset["key"] === held?.tab);
      // It changes places with a neighbour once the pointer is past that one's middle.
      const place = row.findIndex((one, index) => {
        const { left, width } = one.getBoundingClientRect();
        return index < own ? event.clientX < left + width / 2 : index >= own && event.clientX <= left + width;
      });
      const beyond = row[own + 1]?.getBoundingClientRect();
      if (place >= 0 && place < own) datasets.moveTab(held.tab, place);
      else if (beyond !== undefined && event.clientX > beyond.left + beyond.width / 2)
        datasets.moveTab(held.tab, own + 1);
    };
    const end = (): void => {
      held = null;
      delete element.dataset["dragged"];
    };
    const onAuxClick = (event: MouseEvent): void => {
      const tab = event.button === 1 ? tabAt(event.target)?.dataset["key"] : undefined;
      if (tab === undefined) return;
      event.preventDefault();
      datasets.closeTab(tab);
    };
    element.addEventListener("pointerdown", onDown);
    element.addEventListener("auxclick", onAuxClick);
    window.addEventListener("pointermove", onMove);
    window.addEventListener("pointerup", end);
    return () => {
      element.removeEventListener("pointerdown", onDown);
      element.removeEventListener("auxclick", onAuxClick);
      window.removeEventListener("pointermove", onMove);
      window.removeEventListener("pointerup", end);
    };
  }, [tabs, datasets]);
}

/**
 * Ctrl and a digit: that tab, and 9 the last, as in browsers. Ctrl, Shift and a page key move the tab in front, also where the focus is on a
 * tab, which has a use of its own for page keys.
 */
function useTabKeys(): void {
  const datasets = useDatasets();
  const commands = useCommands();
  const view = useView();
  useEffect(() => {
    const actionOf = ({ key, shiftKey }: KeyboardEvent): (() => void) | null => {
      if (shiftKey && key === "PageUp") return () => commands.run("move-file-left");
      if (shiftKey && key === "PageDown") return () => commands.run("move-file-right");
      if (shiftKey || !/^[1-9]$/u.test(key)) return null;
      const all = tabsOf(datasets.store.getState());
      const file = key === "9" ? all.at(-1) : all[Number(key) - 1];
      return file === undefined ? null : () => datasets.activateTab(file.tab);
    };
    const onKey = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || view.getState().dialog !== null) return;
      const action = actionOf(event);
      if (action === null) return;
      event.preventDefault();
      event.stopPropagation();
      action();
    };
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, [datasets, commands, view]);
}

/** Whether some tabs are out of sight. */
function useIsCut(tabs: RefObject<HTMLElement | null>, count: number): boolean {
  const [isCut, setCut] = useState(false);
  useEffect(() => {
    const element = tabs.current;
    if (element === null) return undefined;
    const measure = (): void => setCut(element.scrollWidth > element.clientWidth + 1);
    // The list draws a new tab after this effect.
    const frame = requestAnimationFrame(measure);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
    };
  }, [tabs, count]);
  return isCut;
}
