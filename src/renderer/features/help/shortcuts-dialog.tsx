import { useView, useViewState } from "#renderer/context";
import { WindowDialog } from "#renderer/ui";
import { shortcutGroups } from "./shortcut-groups.ts";
import "./shortcuts.css";

export function ShortcutsDialog() {
  const view = useView();
  const isOpen = useViewState((state) => state.dialog === "shortcuts");
  return (
    <WindowDialog title="Keyboard shortcuts" isOpen={isOpen} onClose={() => view.setState({ dialog: null })}>
      {shortcutGroups.map((group) => (
        <section key={group.title} className="shortcut-group">
          <h3 className="dialog-section">{group.title}</h3>
          <dl className="shortcuts">
            {group.lines.map(({ title, keys }) => (
              <div key={title} className="shortcut">
                <dt>{title}</dt>
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
