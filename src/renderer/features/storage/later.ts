/** What of this feature loads when it is first shown. */
import { createLoader } from "#renderer/ui";

export const budgetSetting = createLoader(
  () => import("./budget-setting.tsx"),
  ({ BudgetSetting }) => BudgetSetting,
);

export const storageDialog = createLoader(
  () => import("./storage-dialog.tsx"),
  ({ StorageDialog }) => StorageDialog,
);

export const storagePanel = createLoader(
  () => import("./storage-dialog.tsx"),
  ({ StoragePanel }) => StoragePanel,
);
