/** A featured model: try it, and read what it is, how good it is, and what it is not for. */
import { useParams } from "@tanstack/react-router";
import { useMemo, type ReactElement } from "react";
import type { GalleryCard, Prediction } from "../../api/types";
import { post } from "../../lib/http";
import { paths } from "../../lib/paths";
import { colorsOf } from "../../lib/project";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { useCard } from "./api/gallery";
import { CardData, CardRecipe, CardScores, CardText } from "./components/ModelCard";
import { TryOut } from "./components/TryOut";

export default function FeaturedPage(): ReactElement {
  const { slug = "" } = useParams({ strict: false }) as { slug?: string };
  const query = useCard(slug);
  const card = query.data;
  return (
    <Page
      title={card?.name ?? "Model"}
      back={{ to: paths.gallery, title: "Gallery" }}
      lead={card?.summary}
    >
      <Loaded query={query} bars={[160, 200]}>
        {(found) => <Card card={found} />}
      </Loaded>
    </Page>
  );
}

function Card({ card }: { card: GalleryCard }): ReactElement {
  const colorOf = useMemo(() => colorsOf([]), []);
  return (
    <>
      <TryOut
        tags={card.facts.task === "tokens"}
        sample={card.example}
        ask={(text) => post<Prediction>(`/gallery/${encodeURIComponent(card.slug)}/try`, { text })}
        colorOf={colorOf}
        limit={card.text_limit}
        off={card.answers ? undefined : "It does not answer now."}
      />
      <CardText card={card} />
      <CardScores facts={card.facts} colorOf={colorOf} />
      <CardData facts={card.facts} />
      <CardRecipe facts={card.facts} />
    </>
  );
}
