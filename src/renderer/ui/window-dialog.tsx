import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { IconButton } from "./button.tsx";
import { texts } from "./texts.ts";

export interface WindowDialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly size?: "small" | "large" | "wide";
  readonly children: ReactNode;
  /** Stays in sight while the body scrolls. */
  readonly footer?: ReactNode;
}

/** A dialog over the window with a title, a way out and a body that scrolls. */
export function WindowDialog({ title, isOpen, onClose, size = "small", children, footer }: WindowDialogProps) {
  return (
    <ModalOverlay
      className="overlay"
      isDismissable
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className={`dialog-frame dialog-${size}`}>
        <Dialog className="dialog">
          <header className="dialog-header">
            <Heading slot="title" className="dialog-title">
              {title}
            </Heading>
            <IconButton label={texts.close} onPress={onClose}>
              <X aria-hidden />
            </IconButton>
          </header>
          <div className="dialog-body" tabIndex={0} role="group" aria-label={title}>
            {children}
          </div>
          {footer === undefined ? null : <footer className="dialog-footer">{footer}</footer>}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
