/** Featured models: the public ones for all, and those of one's own projects. */
import type { ReactElement } from "react";
import type { GalleryEntry } from "../../api/types";
import { score } from "../../lib/format";
import { paths } from "../../lib/paths";
import { colorsOf } from "../../lib/project";
import { EmptyState } from "../../ui/EmptyState";
import { Go } from "../../ui/Go";
import { LabelTag } from "../../ui/LabelTag";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { useGallery } from "./api/gallery";
import css from "./GalleryPage.module.css";

export default function GalleryPage(): ReactElement {
  return (
    <Page title="Gallery" lead="Trained models that their owners show. Open one and try it.">
      <Loaded query={useGallery()} bars={[150, 150]}>
        {({ results }) =>
          results.length ? (
            <ul className={css.cards}>
              {results.map((entry) => (
                <li key={entry.slug}>
                  <Entry entry={entry} />
                </li>
              ))}
            </ul>
          ) : (
            <EmptyState icon="deploy" title="Nothing is featured yet">
              The owner of a deployment features it on its page.
            </EmptyState>
          )
        }
      </Loaded>
    </Page>
  );
}

const MOST = 8;
const colorOf = colorsOf([]);

function Entry({ entry }: { entry: GalleryEntry }): ReactElement {
  const { labels } = entry;
  return (
    <Go to={paths.featured(entry.slug)} className={css.card}>
      <span className={css.name}>{entry.name}</span>
      <span className={css.quiet}>
        {entry.f1 == null ? "Not measured" : `F1 ${score(entry.f1)}`}
        {!entry.public && " · seen by members of its project alone"}
        {!entry.answers && " · stopped"}
      </span>
      <span>{entry.summary}</span>
      <span className={css.labels}>
        {labels.slice(0, MOST).map((name) => (
          <LabelTag key={name} name={name} color={colorOf(name)} />
        ))}
        {labels.length > MOST && ` and ${labels.length - MOST} more`}
      </span>
    </Go>
  );
}
