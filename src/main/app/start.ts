import { app } from "electron";
import { isCommand } from "#cli";
import { hasDisplay, ownArguments } from "./arguments.ts";
import { runCommand } from "./run-command.ts";
import { runWindow } from "./run-window.ts";

/** Opens the window, or runs the command that the arguments name. */
export function start(): void {
  const words = ownArguments(process.argv, app.isPackaged);
  const hasScreen = hasDisplay(process.platform, process.env, app.commandLine.getSwitchValue("ozone-platform"));
  // Without a display there is the command line only, and it says what is wrong with the words.
  void (!isCommand(words[0]) && hasScreen ? runWindow(words) : runCommand(words));
}
