import { useView, useViewState } from "#renderer/context";
import { Button, WindowDialog } from "#renderer/ui";
import { shortcutGroups } from "./shortcut-groups.ts";
import { texts } from "./texts.ts";
import "./shortcuts.css";

export function ShortcutsDialog() {
  const view = useView();
  const isOpen = useViewState((state) => state.dialog === "shortcuts");
  return (
    <WindowDialog
      title={texts.shortcuts}
      isOpen={isOpen}
      onClose={() => view.setState({ dialog: null })}
      footer={
        <div className="dialog-actions">
          <Button onPress={() => view.setState({ dialog: "settings", dialogTarget: "shortcuts" })}>
            {texts.change}
          </Button>
        </div>
      }
    >
      {shortcutGroups().map((group) => (
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
