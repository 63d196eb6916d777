/** The entry: providers around the routes. The page's nonce goes to every style that is added while it runs. */
import "./ui/mantine";
import "./ui/tokens.css";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { setNonce } from "get-nonce";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { queries } from "./app/queries";
import { router } from "./app/router";
import { theme, variables } from "./app/theme";
import { SignInAgain } from "./app/SignInAgain";
import { Toasts } from "./ui/Toasts";

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
if (nonce) setNonce(nonce);

const root = document.getElementById("root");
if (!root) throw new Error("The page has no element with the id “root”.");

createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
        <SignInAgain />
        <Toasts />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
