/** What an empty window has none of. */
import { createLoader } from "#renderer/ui";

export const workspace = createLoader(
  () => import("./workspace.tsx"),
  ({ Workspace }) => Workspace,
);

export const absentPage = createLoader(
  () => import("./absent-page.tsx"),
  ({ AbsentPage }) => AbsentPage,
);
