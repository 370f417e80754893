/** Requests of the window about models and devices. */
import { BrowserWindow, dialog } from "electron";
import type { RequestName } from "#contract/ipc";
import { EngineError } from "#domain/errors";
import type { ModelAdmin } from "#main/models";
import type { Grants } from "./grants.ts";
import type { Handlers } from "./ipc-main.ts";

type ModelRequest = Extract<RequestName, `models:${string}` | "device:set">;

export function modelHandlers(admin: ModelAdmin, grants: Grants): Pick<Handlers, ModelRequest> {
  return {
    "models:list": async () => admin.state(),
    "models:choose": async (_args, { sender }) => {
      admin.requireImport();
      const window = BrowserWindow.fromWebContents(sender);
      if (window === null) throw new EngineError("not-allowed", "The window that made this request is closed.");
      const chosen = await dialog.showOpenDialog(window, {
        title: "Import a model",
        properties: ["openFile"],
        filters: [
          { name: "Models (ONNX, manifest.json)", extensions: ["onnx", "json"] },
          { name: "All files", extensions: ["*"] },
        ],
      });
      const path = chosen.filePaths[0];
      return chosen.canceled || path === undefined ? null : grants.openModel(path);
    },
    "models:inspect": async ({ grant }) => {
      const { opset: _, manifest, ...candidate } = await admin.inspect(await grants.readablePathOf(grant));
      return {
        ...candidate,
        axes: [...candidate.axes],
        levels: candidate.levels === null ? null : [...candidate.levels],
        manifest:
          manifest === null
            ? null
            : {
                id: manifest.id,
                version: manifest.version,
                licence: manifest.licence,
                horizonSteps: manifest.horizon.native,
                output: manifest.output.kind,
              },
      };
    },
    "models:import": async ({ grant, description }) => admin.import(await grants.readablePathOf(grant), description),
    "models:remove": async ({ id }) => {
      await admin.remove(id);
      return {};
    },
    "models:restore": async ({ id }) => {
      await admin.restore(id);
      return {};
    },
    "models:rename": async ({ id, name }) => {
      await admin.rename(id, name);
      return {};
    },
    "models:verify": ({ id }) => admin.verify(id),
    "models:default": async ({ frequency, model }) => {
      await admin.setDefault(frequency, model);
      return {};
    },
    "device:set": async ({ device }) => {
      await admin.setDevice(device);
      return {};
    },
  };
}
