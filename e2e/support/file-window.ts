import { close, launch, type Running, test as base } from "./application.ts";
import { originSlider } from "./window.ts";

export interface FileWindow {
  /** Path of the file that the window was started with. */
  readonly file: string;
  readonly running: Running;
}

/**
 * Tests of one file in one window: each goes on from where the one before ended. They have to be in serial mode.
 *
 * @param makeFile writes the file, and resolves to its path
 */
export function testsOfFile(makeFile: () => Promise<string>) {
  return base.extend<object, FileWindow>({
    file: [
      async ({}, use) => {
        await use(await makeFile());
      },
      { scope: "worker" },
    ],
    running: [
      async ({ file }, use) => {
        const running = await launch({ words: [file] });
        await originSlider(running.page).waitFor();
        await use(running);
        await close(running);
      },
      { scope: "worker" },
    ],
  });
}
