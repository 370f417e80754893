import { type LucideIcon, Monitor, Moon, Sun } from "lucide-react";
import { Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { settingChoices, settingText, type Theme } from "#domain/settings";
import { useSession, useSessionState } from "#renderer/context";
import { IconButton } from "#renderer/ui";
import { texts } from "./texts.ts";

const icons: Readonly<Record<Theme, LucideIcon>> = { system: Monitor, light: Sun, dark: Moon };
const themes = settingChoices("theme");

/** Light, dark, or what the system has. */
export function ThemeMenu() {
  const session = useSession();
  const theme = useSessionState((state) => state.theme);
  const Icon = icons[theme];
  return (
    <MenuTrigger>
      <IconButton label={texts.appearanceIs(settingText("theme", theme))}>
        <Icon aria-hidden />
      </IconButton>
      <Popover className="popover" placement="bottom end" offset={6}>
        <Menu
          className="menu"
          aria-label={texts.appearance}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[theme]}
          onAction={(key) => session.setTheme(key as Theme)}
        >
          {themes.map((id) => {
            const ChoiceIcon = icons[id];
            const label = settingText("theme", id);
            return (
              <MenuItem key={id} id={id} textValue={label} className="menu-item">
                <ChoiceIcon aria-hidden className="menu-icon" />
                <span className="menu-text">{label}</span>
              </MenuItem>
            );
          })}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
