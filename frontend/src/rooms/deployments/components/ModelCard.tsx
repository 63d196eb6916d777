/** The parts of a model's card: what its owner says, its scores, its data, its recipe in words. */
import type { ReactElement } from "react";
import type { CardFacts, CardWords } from "../../../api/types";
import { counted } from "../../../lib/format";
import type { ColorOf } from "../../../lib/project";
import { rightOf, tagged, unitOf } from "../../../lib/report";
import { Facts, type Fact } from "../../../ui/Facts";
import { Panel } from "../../../ui/Page";
import { When } from "../../../ui/When";
import { LabelScores } from "./LabelScores";
import css from "../GalleryPage.module.css";

export function CardText({ card }: { card: CardWords }): ReactElement {
  return (
    <Panel title="What it is for, and what it is not">
      <dl className={css.words}>
        <dt>Intended use</dt>
        <dd>{card.intended_use || "Its owner has not said."}</dd>
        <dt>Limits</dt>
        <dd>{card.limits || "Its owner has not said."}</dd>
      </dl>
    </Panel>
  );
}

interface ScoresProps {
  facts: CardFacts;
  colorOf: ColorOf;
}

export function CardScores({ facts, colorOf }: ScoresProps): ReactElement | null {
  if (!Object.keys(facts.scores).length) return null;
  const { micro, part, task } = facts;
  const tags = task === "tokens";
  return (
    <Panel
      title="Scores"
      flush
      lead={`Measured on the ${part} part: ${counted(micro.support ?? 0, ...unitOf(tags))}. ${rightOf(tags)}`}
    >
      <LabelScores labels={facts.scores} micro={micro} tags={tags} colorOf={colorOf} />
    </Panel>
  );
}

const partNames = { train: "Training", dev: "Development", test: "Test" } as const;

export function CardData({ facts }: { facts: CardFacts }): ReactElement {
  const parts = Object.entries(partNames).flatMap(([name, title]): Fact[] => {
    const of = facts.parts[name as keyof typeof partNames];
    if (!of) return [];
    const entities = tagged(of) ? "" : `, ${counted(of.entities, "entity", "entities")}`;
    const note = `${counted(of.tokens, "token")}${entities}`;
    return [{ name: `${title} part`, value: counted(of.sentences, "sentence"), note }];
  });
  return (
    <Panel title="Data" lead={`The feature set “${facts.feature_set}”.`}>
      <Facts
        facts={[
          ...parts,
          { name: "Labels", value: facts.labels.join(", ") },
          ...(facts.language ? [{ name: "Language", value: facts.language }] : []),
          ...(facts.trained_at ? [{ name: "Trained", value: <When at={facts.trained_at} /> }] : []),
        ]}
      />
    </Panel>
  );
}

export function CardRecipe({ facts }: { facts: CardFacts }): ReactElement | null {
  if (!facts.recipe.length) return null;
  return (
    <Panel title="Recipe" lead={`The run “${facts.run}”.`}>
      <Facts facts={facts.recipe} />
    </Panel>
  );
}
