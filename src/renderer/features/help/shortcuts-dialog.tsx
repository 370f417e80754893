import { useModel, useView } from "../../app/model.ts";
import { shortcutText } from "../../ui/keys.ts";
import { WindowDialog } from "../../ui/window-dialog.tsx";

const groups: readonly {
  readonly title: string;
  readonly keys: readonly (readonly [keys: readonly string[], meaning: string])[];
}[] = [
  {
    title: "Files",
    keys: [
      [[shortcutText("O")], "Open a file"],
      [[shortcutText("E")], "Export the forecast"],
      [["Delete"], "Close the focused file tab"],
      [["Esc"], "Cancel a running import"],
      [[shortcutText("Z")], "Undo the last change of how the file is read"],
      [[shortcutText("Shift+Z")], "Make it again"],
    ],
  },
  {
    title: "Series",
    keys: [
      [[shortcutText("F"), "/"], "Search"],
      [["Enter"], "Show the first series found"],
      [["↑", "↓"], "Previous or next series in the list"],
    ],
  },
  {
    title: "Origin",
    keys: [
      [["[", "]"], "One step back or forward, from anywhere"],
      [["←", "→"], "One step, on the slider"],
      [["Page Up", "Page Down"], "One season forward or back, on the slider"],
      [["Home", "End"], "Oldest origin, or the real future"],
    ],
  },
  {
    title: "Chart, with the mouse",
    keys: [
      [["Drag"], "Look closer at a period"],
      [["Double-click"], "Back to the usual period"],
    ],
  },
  {
    title: "Help",
    keys: [
      [["?"], "This list"],
      [[shortcutText(",")], "Storage: what is kept, and how much room it takes"],
    ],
  },
];

export function ShortcutsDialog() {
  const model = useModel();
  const isOpen = useView((state) => state.dialog === "shortcuts");
  return (
    <WindowDialog title="Keyboard shortcuts" isOpen={isOpen} onClose={() => model.view.setState({ dialog: null })}>
      {groups.map((group) => (
        <section key={group.title} className="shortcut-group">
          <h3 className="dialog-section">{group.title}</h3>
          <dl className="shortcuts">
            {group.keys.map(([keys, meaning]) => (
              <div key={meaning} className="shortcut">
                <dt>{meaning}</dt>
                <dd>
                  {keys.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </WindowDialog>
  );
}
