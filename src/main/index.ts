import { app } from "electron";
import { isCommand } from "../cli/index.ts";
import { hasDisplay, ownArguments } from "./app/arguments.ts";
import { runCommand } from "./app/run-command.ts";
import { runWindow } from "./app/run-window.ts";

const words = ownArguments(process.argv, app.isPackaged);
// Without a display there is the command line only, and it says what is wrong with the words.
const isWindow =
  !isCommand(words[0]) && hasDisplay(process.platform, process.env, app.commandLine.getSwitchValue("ozone-platform"));
void (isWindow ? runWindow(words) : runCommand(words));
