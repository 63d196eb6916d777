/** The session ended while someone worked: sign in over the page, and nothing on it is lost. */
import { Modal } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, type ReactElement } from "react";
import { SIGNED_OUT } from "../lib/http";
import { SignInForm } from "../rooms/workspace/components/SignInForm";

export function SignInAgain(): ReactElement {
  const [open, setOpen] = useState(false);
  const queries = useQueryClient();
  useEffect(() => {
    const ask = () => setOpen(true);
    window.addEventListener(SIGNED_OUT, ask);
    return () => window.removeEventListener(SIGNED_OUT, ask);
  }, []);
  return (
    <Modal
      opened={open}
      onClose={() => setOpen(false)}
      title="You were signed out"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <p>Your session has ended. Sign in to go on; this page and what you did on it stay.</p>
      <SignInForm
        onDone={() => {
          setOpen(false);
          window.dispatchEvent(new Event("tagwright:signed-in"));
          void queries.invalidateQueries();
        }}
      />
    </Modal>
  );
}
