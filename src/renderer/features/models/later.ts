/** What of this feature loads when it is first shown. */
import { createLoader } from "#renderer/ui";

export const deviceSetting = createLoader(
  () => import("./settings-parts.tsx"),
  ({ DeviceSetting }) => DeviceSetting,
);

export const defaultModelSetting = createLoader(
  () => import("./settings-parts.tsx"),
  ({ DefaultModelSetting }) => DefaultModelSetting,
);

export const modelsDialog = createLoader(
  () => import("./models-dialog.tsx"),
  ({ ModelsDialog }) => ModelsDialog,
);
