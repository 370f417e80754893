import { Monitor, Moon, Sun } from "lucide-react";
import { useEffect } from "react";
import { Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import type { Theme } from "#contract/ipc";
import { useSession, useSessionState } from "#renderer/context";
import { IconButton } from "#renderer/ui";

const themeChoices: Record<Theme, { readonly label: string; readonly Icon: typeof Sun }> = {
  system: { label: "Match system", Icon: Monitor },
  light: { label: "Light", Icon: Sun },
  dark: { label: "Dark", Icon: Moon },
};

/** Light, dark, or what the system has. */
export function ThemeMenu() {
  const session = useSession();
  const theme = useSessionState((state) => state.theme);
  const { Icon, label } = themeChoices[theme];
  return (
    <MenuTrigger>
      <IconButton label={`Appearance: ${label}`}>
        <Icon aria-hidden />
      </IconButton>
      <Popover className="popover" placement="bottom end" offset={6}>
        <Menu
          className="menu"
          aria-label="Appearance"
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[theme]}
          onAction={(key) => session.setTheme(key as Theme)}
        >
          {Object.entries(themeChoices).map(([id, choice]) => (
            <MenuItem key={id} id={id} textValue={choice.label} className="menu-item">
              <choice.Icon aria-hidden className="menu-icon" />
              <span className="menu-text">{choice.label}</span>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

/** Draws the window in the theme that is chosen. */
export function useTheme(): void {
  const theme = useSessionState((state) => state.theme);
  useEffect(() => {
    if (theme === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
  }, [theme]);
}
