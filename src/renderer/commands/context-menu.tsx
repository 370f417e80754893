import { type MouseEvent, type ReactNode, useRef, useState } from "react";
import { Menu, MenuItem, Popover, Separator } from "react-aria-components";
import type { CommandId } from "#domain/commands";
import { useCommands } from "./context.ts";
import { commandTitle, shortcutOf } from "./labels.ts";
import "./context-menu.css";

/** What only the place itself can do. */
export interface OwnAction {
  readonly id: string;
  readonly label: string;
  readonly shortcut?: string;
  readonly run: () => void;
}

export interface ContextMenuProps {
  /** Name for assistive technology. */
  readonly label: string;
  /** Of the registry; those that are not available are shown, and do nothing. */
  readonly commands: readonly CommandId[];
  /**
   * Called before it opens with what was pointed at or has the focus: selects that, as the commands act on what is selected, and
   * returns what only this place can do. Null where there is nothing to have a menu.
   */
  readonly onOpen: (target: HTMLElement) => readonly OwnAction[] | null;
  readonly children: ReactNode;
}

interface Opened {
  readonly x: number;
  readonly y: number;
  readonly own: readonly OwnAction[];
}

/** A part of the window with a menu of its own: by the second button of the mouse, the menu key, or Shift+F10. */
export function ContextMenu({ label, commands: ids, onOpen, children }: ContextMenuProps) {
  const commands = useCommands();
  const [opened, setOpened] = useState<Opened | null>(null);
  const anchor = useRef<HTMLSpanElement>(null);
  const onContextMenu = (event: MouseEvent): void => {
    if (!(event.target instanceof HTMLElement || event.target instanceof SVGElement)) return;
    const own = onOpen(event.target as HTMLElement);
    if (own === null) return;
    event.preventDefault();
    setOpened({ x: event.clientX, y: event.clientY, own });
  };
  const run = (key: string): void => {
    const own = opened?.own.find(({ id }) => id === key);
    setOpened(null);
    if (own !== undefined) own.run();
    // Once the focus is back where it was: some commands move it.
    else requestAnimationFrame(() => requestAnimationFrame(() => commands.run(key as CommandId)));
  };
  return (
    <>
      <div className="context-area" onContextMenu={onContextMenu}>
        {children}
      </div>
      {opened === null ? null : (
        <>
          <span ref={anchor} className="context-anchor" style={{ left: opened.x, top: opened.y }} />
          <Popover
            className="popover"
            aria-label={label}
            triggerRef={anchor}
            placement="bottom start"
            offset={2}
            isOpen
            onOpenChange={(isOpen) => {
              if (!isOpen) setOpened(null);
            }}
          >
            <Menu
              className="menu"
              aria-label={label}
              autoFocus="first"
              disabledKeys={ids.filter((id) => !commands.isAvailable(id))}
              onAction={(key) => run(String(key))}
            >
              {opened.own.map((action) => (
                <Item key={action.id} id={action.id} title={action.label} shortcut={action.shortcut} />
              ))}
              {opened.own.length > 0 && ids.length > 0 ? <Separator className="menu-separator" /> : null}
              {ids.map((id) => (
                <Item key={id} id={id} title={commandTitle(id)} shortcut={shortcutOf(id)} />
              ))}
            </Menu>
          </Popover>
        </>
      )}
    </>
  );
}

function Item({
  id,
  title,
  shortcut,
}: {
  readonly id: string;
  readonly title: string;
  readonly shortcut: string | undefined;
}) {
  return (
    <MenuItem id={id} textValue={title} className="menu-item">
      <span className="menu-text">{title}</span>
      {shortcut === undefined ? null : <kbd>{shortcut}</kbd>}
    </MenuItem>
  );
}

/** The key of the row that an element is in, in lists of React Aria and in tables with a window. */
export function rowKeyOf(target: HTMLElement): string | undefined {
  const { key, row } = target.closest<HTMLElement>("[data-key], [data-row]")?.dataset ?? {};
  return key ?? row;
}
