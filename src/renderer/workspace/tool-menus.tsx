import {
  CalendarHeart,
  CalendarRange,
  ChartNoAxesColumn,
  Database,
  FileDiff,
  Hand,
  LayoutGrid,
  type LucideIcon,
  Pencil,
  Scale,
  ScanSearch,
  SeparatorHorizontal,
  Sigma,
  Split,
  Target,
} from "lucide-react";
import { useRef } from "react";
import { Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import type { CommandId } from "#domain/commands";
import { commandTitle, shortcutOf, useCommands } from "#renderer/commands";
import { useViewState } from "#renderer/context";
import { useAdjustingState } from "#renderer/scenarios";
import { defineTexts } from "#renderer/texts";
import { Button } from "#renderer/ui";

const texts = defineTexts("workspace.tools", {
  data: "Data",
  compare: "Compare",
  decide: "Decide",
});

interface Tool {
  readonly command: CommandId;
  readonly icon: LucideIcon;
}

const dataTools: readonly Tool[] = [
  { command: "profile", icon: ScanSearch },
  { command: "data-over-time", icon: CalendarRange },
  { command: "correct", icon: Pencil },
];
const compareTools: readonly Tool[] = [
  { command: "compare", icon: ChartNoAxesColumn },
  { command: "side-by-side", icon: LayoutGrid },
  { command: "compare-files", icon: FileDiff },
];
const decideTools: readonly Tool[] = [
  { command: "totals", icon: Sigma },
  { command: "thresholds", icon: SeparatorHorizontal },
  { command: "influences", icon: CalendarHeart },
  { command: "adjust", icon: Hand },
  { command: "scenarios", icon: Split },
];

/** The pages that can be shown in the chart's place, and what else is done with the forecast, by what they are for. */
export function ToolMenus() {
  return (
    <>
      <ToolMenu label={texts.data} icon={Database} tools={dataTools} />
      <ToolMenu label={texts.compare} icon={Scale} tools={compareTools} />
      <ToolMenu label={texts.decide} icon={Target} tools={decideTools} />
    </>
  );
}

interface ToolMenuProps {
  readonly label: string;
  readonly icon: LucideIcon;
  readonly tools: readonly Tool[];
}

/** What is shown has a mark, in the menu and on its button; chosen again it goes. */
function ToolMenu({ label, icon: Icon, tools }: ToolMenuProps) {
  const registry = useCommands();
  const shown = useShown();
  const button = useRef<HTMLButtonElement>(null);
  const chosen = useRef<CommandId>(null);
  const current = tools.filter(({ command }) => command === shown.page || command === shown.mode);
  return (
    <MenuTrigger
      onOpenChange={(isOpen) => {
        const command = chosen.current;
        chosen.current = null;
        if (isOpen || command === null) return;
        // What opens remembers where the focus was: on the button, once the menu holds it no more.
        setTimeout(() => {
          button.current?.focus();
          registry.run(command);
        });
      }}
    >
      <Button ref={button} className="toolbar-button" data-current={current.length > 0 || undefined}>
        <Icon aria-hidden />
        <span>{label}</span>
      </Button>
      <Popover className="popover" placement="bottom end" offset={6}>
        <Menu
          className="menu"
          aria-label={label}
          selectionMode="multiple"
          shouldCloseOnSelect
          selectedKeys={current.map(({ command }) => command)}
          disabledKeys={tools.flatMap(({ command }) => (registry.isAvailable(command) ? [] : [command]))}
          onAction={(key) => {
            chosen.current = key as CommandId;
          }}
        >
          {tools.map(({ command, icon: ToolIcon }) => {
            const keys = shortcutOf(command);
            const title = commandTitle(command);
            return (
              <MenuItem key={command} id={command} textValue={title} className="menu-item">
                <ToolIcon aria-hidden className="menu-icon" />
                <span className="menu-text">{title}</span>
                {keys === undefined ? null : <kbd>{keys}</kbd>}
              </MenuItem>
            );
          })}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

const commandOfPage: Readonly<Partial<Record<string, CommandId>>> = {
  availability: "data-over-time",
  comparison: "compare",
  correcting: "correct",
  influences: "influences",
  profile: "profile",
  scenarios: "scenarios",
  "side-by-side": "side-by-side",
  totals: "totals",
  versions: "compare-files",
};

/** The commands whose page is in the chart's place, and whose panel or mode is on. */
function useShown(): { readonly page: CommandId | undefined; readonly mode: CommandId | undefined } {
  const page = useViewState((state) => state.page);
  const areThresholdsShown = useViewState((state) => state.areThresholdsShown);
  const isAdjusting = useAdjustingState((state) => state.isOn);
  const isForecast = page === "forecast";
  return {
    page: commandOfPage[page] ?? (isForecast && areThresholdsShown ? "thresholds" : undefined),
    mode: isForecast && isAdjusting ? "adjust" : undefined,
  };
}
