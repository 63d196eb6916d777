/** The door. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { GalleryEntry, Page } from "../../api/types";
import { get } from "../../lib/http";
import { useWords } from "../../lib/params";
import { paths } from "../../lib/paths";
import { Go, placeOf } from "../../ui/Go";
import { Notice } from "../../ui/Notice";
import { SignInForm } from "./components/SignInForm";
import css from "./SignInPage.module.css";

/** Only an address of this site; anything else leads to the start. */
export const safeNext = (next: string | undefined): string =>
  next && /^\/(?![/\\])/.test(next) ? next : "/";

export default function SignInPage(): ReactElement {
  const [words] = useWords();
  const navigate = useNavigate();
  const enter = () => {
    const place = placeOf(safeNext(words["next"]));
    void navigate({ to: place.to, search: place.search as never });
  };
  return (
    <main className={css.page}>
      <title>Sign in · Tagwright</title>
      <div className={css.card}>
        <img src={`${import.meta.env.BASE_URL}favicon.svg`} alt="" width={44} height={44} />
        <h1>Tagwright</h1>
        <p>Label text, train a tagger on it, and call it as an API.</p>
        {words["link"] === "used" && (
          <Notice tone="warn" title="This link has been used or is too old">
            Sign in with your password, or ask for a new link.
          </Notice>
        )}
        <SignInForm onDone={enter} />
        <p className={css.help}>
          First time here, or the password is lost? Open the one-time sign-in link that Tagwright
          printed when it started, or ask an owner of the project for one.
        </p>
        <Public />
      </div>
    </main>
  );
}

/** Models that may be tried without signing in, where there are any. */
function Public(): ReactElement | null {
  const { data } = useQuery({
    queryKey: ["gallery", "any"],
    queryFn: () => get<Page<GalleryEntry>>("/gallery", { limit: 1 }),
  });
  if (!data?.results.length) return null;
  return (
    <p className={css.help}>
      No account needed: <Go to={paths.gallery}>try the models in the gallery</Go>.
    </p>
  );
}
