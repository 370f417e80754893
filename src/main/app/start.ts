import { app } from "electron";
import { isCommand } from "#cli";
import { hasDisplay, ownArguments } from "./arguments.ts";
import { runCommand } from "./run-command.ts";
import { runWindow } from "./run-window.ts";

/** Opens the window, or runs the command that the arguments name. */
export function start(): void {
  const args = ownArguments(process.argv, app.isPackaged);
  const hasScreen = hasDisplay(process.platform, process.env, app.commandLine.getSwitchValue("ozone-platform"));
  // Without a display only the command line works, and it says what is wrong with the arguments.
  void (!isCommand(args[0]) && hasScreen ? runWindow(args) : runCommand(args));
}
