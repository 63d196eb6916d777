"""Word lists that are looked for in the sentence, in whole or in part."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from kernel.entry import Entry
from training.tagger.estimate import Cost
from training.tagger.words import lexicons
from training.tagger.words.lexicon_matches import MARKS, LexiconMatches

if TYPE_CHECKING:
    from training.tagger.corpus import Corpus


class NoLexicon(Entry):
    """No word lists."""

    title: ClassVar[str] = "None"
    kind: Literal["none"] = "none"
    size: ClassVar[int] = 0

    def cost(self) -> Cost:
        """Nothing."""
        return Cost()

    def matches(self, corpus: "Corpus", files: Path | None) -> None:
        """Nothing is looked for."""


class WordLists(Entry):
    """Tells the network where an entry of your lists stands: names of people, products, places.

    Beginnings and ends of an entry count when they are at least half of it (Chiu & Nichols 2016).
    """

    title: ClassVar[str] = "Word lists"
    kind: Literal["lists"] = "lists"
    file: str = Field(
        "", pattern=r"^([0-9a-f]{64})?$", title="File of word lists",
        json_schema_extra={"x-file": "lexicon"},
    )  # fmt: skip
    """One entry per line; a zip of such files is one list each."""
    shortest_part: int = Field(1, ge=1, le=20, title="Shortest part")
    """Words that a part of an entry must have to count. 2 leaves out single words such as “New” of
    “New York”; entries of one word count always."""

    size: ClassVar[int] = 4 * MARKS
    """Assumed until the file is read: four lists."""

    def cost(self) -> Cost:
        """Only what the encoder adds for its rows."""
        return Cost(notes=("The number of word lists is known only when the file is read.",))

    def matches(self, corpus: "Corpus", files: Path | None) -> LexiconMatches:
        """The lists, cut into words as the corpus was; raises BadLexicon."""
        path = (files or Path()) / self.file
        if not path.is_file():
            raise lexicons.BadLexicon(
                f"The file of word lists {self.file[:12]}… is not there; upload it again."
            )
        said = corpus.manifest
        lists = lexicons.read(path, tokenizer=said.tokenizer, language=said.language)
        return LexiconMatches(lists, self.shortest_part)


Lexicon = Annotated[NoLexicon | WordLists, Field(discriminator="kind")]
