import { Check } from "lucide-react";
import { useState } from "react";
import { ListBox, ListBoxItem } from "react-aria-components";
import { useStore } from "zustand";
import type { FolderListing } from "#contract/ipc";
import { useView, useViewState } from "#renderer/context";
import { formatBytes, formatCount, plural } from "#renderer/format";
import { Button, WindowDialog } from "#renderer/ui";
import { useFolderChoice, useImporting } from "./context.ts";
import { firstChosen } from "./folder-choice.ts";
import { texts } from "./texts.ts";
import "./import-dialog.css";

/** The data files of a folder that was dropped: which of them to open. */
export function FolderDialog() {
  const view = useView();
  const choice = useFolderChoice();
  const listing = useStore(choice);
  const isOpen = useViewState((state) => state.dialog === "folder");
  const close = (): void => {
    view.setState({ dialog: null });
    choice.setState(null, true);
  };
  return isOpen && listing !== null && listing.files.length > 0 ? (
    <FolderForm listing={listing} onClose={close} />
  ) : (
    <WindowDialog title={texts.openFilesOfAFolder} isOpen={isOpen} onClose={close}>
      <p>{texts.hasNoFileThatCan(listing?.name ?? "")}</p>
    </WindowDialog>
  );
}

function FolderForm({ listing, onClose }: { readonly listing: FolderListing; readonly onClose: () => void }) {
  const importing = useImporting();
  const [chosen, setChosen] = useState(() => firstChosen(listing));
  const { name, files, isCut } = listing;
  const open = (): void => {
    onClose();
    void importing.open(
      files
        .filter(({ grant }) => chosen.has(grant))
        .map(({ grant, name: file, sizeBytes }) => ({
          name: file,
          grant: { ok: true, value: { grant, name: file, sizeBytes } },
        })),
    );
  };
  const isAll = chosen.size === files.length;
  return (
    <WindowDialog
      title={texts.openFilesOfAFolder}
      isOpen
      onClose={onClose}
      footer={
        <div className="dialog-actions">
          <p className="import-outcome" role="status">
            {texts.of(formatCount(chosen.size), plural(files.length, "file", "files"))}
          </p>
          <Button onPress={() => setChosen(new Set(isAll ? [] : files.map(({ grant }) => grant)))}>
            {isAll ? texts.chooseNone : texts.chooseAll}
          </Button>
          <Button tone="primary" className="dialog-main-action" isDisabled={chosen.size === 0} onPress={open}>
            {texts.open}
          </Button>
        </div>
      }
    >
      <p className="dialog-lead">{name}</p>
      <ListBox
        className="folder-list"
        aria-label={texts.filesOf(name)}
        selectionMode="multiple"
        selectedKeys={chosen}
        onSelectionChange={(keys) =>
          setChosen(new Set(keys === "all" ? files.map(({ grant }) => grant) : [...keys].map(String)))
        }
      >
        {files.map(({ grant, path, sizeBytes }) => (
          <ListBoxItem key={grant} id={grant} textValue={path} className="menu-item">
            <Check aria-hidden className="menu-check" />
            <span className="folder-file">{path}</span>
            <span className="menu-detail">{formatBytes(sizeBytes)}</span>
          </ListBoxItem>
        ))}
      </ListBox>
      {isCut ? <p className="dialog-hint">{texts.theFolderHasMoreFiles}</p> : null}
    </WindowDialog>
  );
}
