import { Activity, CircleHelp, HardDrive, Keyboard, Package, type LucideIcon } from "lucide-react";
import { Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { type CommandId, commands } from "#domain/commands";
import { shortcutOf, useCommands } from "#renderer/commands";
import { IconButton } from "#renderer/ui";

const icons: Readonly<Partial<Record<CommandId, LucideIcon>>> = {
  shortcuts: Keyboard,
  models: Package,
  storage: HardDrive,
  diagnostics: Activity,
};
const items = commands.filter(({ menu }) => menu?.place === "help");

/** The commands of the application's help menu, for those who look for them in the window. */
export function HelpMenu() {
  const registry = useCommands();
  return (
    <MenuTrigger>
      <IconButton label="Help">
        <CircleHelp aria-hidden />
      </IconButton>
      <Popover className="popover" placement="bottom end" offset={6}>
        <Menu className="menu" aria-label="Help" onAction={(key) => registry.run(key as CommandId)}>
          {items.map(({ id, title }) => {
            const Icon = icons[id] ?? CircleHelp;
            const shortcut = shortcutOf(id);
            return (
              <MenuItem key={id} id={id} textValue={title} className="menu-item">
                <Icon aria-hidden className="menu-icon" />
                <span className="menu-text">{title}</span>
                {shortcut === undefined ? null : <kbd>{shortcut}</kbd>}
              </MenuItem>
            );
          })}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
