/** Links and link-buttons that stay inside the page; `to` may carry a query, as the server's addresses do. */
import { Button, type ButtonProps } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ComponentProps, ReactElement, ReactNode } from "react";

interface Place {
  to: string;
  search?: Record<string, string>;
}

/** "/a?b=c" → {to: "/a", search: {b: "c"}} */
export function placeOf(href: string): Place {
  const [to = "/", query] = href.split("?", 2);
  return query ? { to, search: Object.fromEntries(new URLSearchParams(query)) } : { to };
}

/** “You are here” is said of a page itself, not of the pages under it. */
const exactly = { exact: true, includeSearch: false };

type GoProps = Omit<ComponentProps<"a">, "href" | "ref"> & { to: string; children?: ReactNode };

export function Go({ to, ...rest }: GoProps): ReactElement {
  const place = placeOf(to);
  return (
    <Link
      to={place.to}
      search={place.search as never}
      activeOptions={exactly}
      {...(rest as object)}
    />
  );
}

type GoButtonProps = ButtonProps & { to: string; children: ReactNode; "aria-label"?: string };

export function GoButton({ to, ...rest }: GoButtonProps): ReactElement {
  const place = placeOf(to);
  return (
    <Button
      {...rest}
      renderRoot={(props) => <Link to={place.to} search={place.search as never} {...props} />}
    />
  );
}
