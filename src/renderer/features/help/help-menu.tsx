import {
  Activity,
  BookOpen,
  CircleHelp,
  HardDrive,
  Keyboard,
  type LucideIcon,
  Package,
  Search,
  Settings,
  Signpost,
} from "lucide-react";
import { Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { type CommandId, commands } from "#domain/commands";
import { commandTitle, shortcutOf, useCommands } from "#renderer/commands";
import { IconButton } from "#renderer/ui";
import { texts } from "./texts.ts";

const icons: Readonly<Partial<Record<CommandId, LucideIcon>>> = {
  palette: Search,
  settings: Settings,
  handbook: BookOpen,
  tour: Signpost,
  shortcuts: Keyboard,
  models: Package,
  storage: HardDrive,
  diagnostics: Activity,
};
const items = commands.filter(({ id, menu }) => id === "palette" || menu?.place === "app" || menu?.place === "help");

/** The commands of the application's help menu and its settings, for those who look for them in the window. */
export function HelpMenu() {
  const registry = useCommands();
  return (
    <MenuTrigger>
      <IconButton label={texts.help}>
        <CircleHelp aria-hidden />
      </IconButton>
      <Popover className="popover" placement="bottom end" offset={6}>
        <Menu className="menu" aria-label={texts.help} onAction={(key) => registry.run(key as CommandId)}>
          {items.map(({ id }) => {
            const Icon = icons[id] ?? CircleHelp;
            const shortcut = shortcutOf(id);
            const title = commandTitle(id);
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
