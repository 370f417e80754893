import { Check, ChevronDown, TriangleAlert, X } from "lucide-react";
import { type RefObject, useEffect, useRef, useState } from "react";
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
import { type SourcesState, useDatasets, useDatasetsState, useSourcesState } from "#renderer/datasets";
import { IconButton } from "#renderer/ui";
import "./file-tabs.css";

const stateTexts: Readonly<Record<SourcesState[string], string>> = {
  changed: "changed since it was read",
  missing: "moved or renamed",
};

interface Item {
  readonly id: string;
  readonly name: string;
  readonly problem: string | undefined;
}

/** A tab for each open file, and a list of all where they do not fit. */
export function FileTabs() {
  const commands = useCommands();
  const datasets = useDatasets();
  const open = useDatasetsState((state) => state.open);
  const active = useDatasetsState((state) => state.active);
  const sources = useSourcesState((states) => states);
  const activate = useActivate();
  const tabs = useRef<HTMLDivElement>(null);
  const isCut = useIsCut(tabs, open.length);
  const items = open.map(({ dataset: { handle, name } }): Item => {
    const state = sources[handle];
    return { id: handle, name, problem: state === undefined ? undefined : stateTexts[state] };
  });
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
  }, [active, open.length]);
  return (
    <>
      <TagGroup
        ref={tabs}
        className="tabs"
        aria-label="Open files"
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={active === null ? [] : [active]}
        onSelectionChange={(keys) => {
          const next = open.find(({ dataset }) => keys !== "all" && keys.has(dataset.handle));
          if (next !== undefined) activate(next.dataset.handle);
        }}
        onRemove={(keys) => {
          for (const key of keys) {
            if (key === active) commands.run("close");
            else datasets.close(String(key));
          }
        }}
      >
        <TagList className="tab-list" items={items} dependencies={[sources]}>
          {({ name, problem }) => (
            <Tag className="tab" textValue={problem === undefined ? name : `${name}, ${problem}`}>
              {problem === undefined ? null : <TriangleAlert aria-hidden className="tab-problem" />}
              <span className="truncate" title={problem === undefined ? name : `${name}: ${problem}`}>
                {name}
              </span>
              <AriaButton slot="remove" className="tab-close" aria-label="Close">
                <X aria-hidden />
              </AriaButton>
            </Tag>
          )}
        </TagList>
      </TagGroup>
      {isCut ? <FileList items={items} active={active} onChoose={activate} /> : null}
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
  readonly onChoose: (handle: string) => void;
}) {
  return (
    <MenuTrigger>
      <IconButton label="All open files">
        <ChevronDown aria-hidden />
      </IconButton>
      <Popover className="popover" placement="bottom end" offset={6}>
        <Menu
          className="menu file-list"
          aria-label="All open files"
          items={items}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={active === null ? [] : [active]}
          onAction={(key) => onChoose(String(key))}
        >
          {({ name, problem }) => (
            <MenuItem textValue={name} className="menu-item">
              <Check aria-hidden className="menu-check" />
              <span className="menu-text">
                {name}
                {problem === undefined ? null : <span className="menu-detail">{problem}</span>}
              </span>
            </MenuItem>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function useActivate(): (handle: string) => void {
  const view = useView();
  const datasets = useDatasets();
  return (handle) => {
    view.setState({ zoom: null });
    datasets.activate(handle);
  };
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
