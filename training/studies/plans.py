"""What a study asks, and the runs that it takes to answer."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from pydantic import Field, TypeAdapter
from pydantic.config import JsonDict

from kernel.entry import Entry
from training.studies import spaces
from training.studies.sampling import Told, propose
from training.studies.spaces import Dimension
from training.tagger.recipe import Recipe

MORE: JsonDict = {"x-group": "more"}
SEED = Field(13, ge=0, le=2**31 - 1, title="Seed", json_schema_extra=MORE)


class Trial(NamedTuple):
    """One run that a study wants."""

    recipe: Recipe
    name: str
    part: Mapping[str, Any] = {}
    params: Mapping[str, Any] = {}


class Plan(Entry):
    """The base of all plans."""

    needs_dev: ClassVar[bool] = False

    @property
    @abstractmethod
    def planned(self) -> int:
        """Runs at most."""

    @property
    def least(self) -> int:
        """Sentences of train and dev below which its parts would be empty."""
        return 1

    @abstractmethod
    def trial(self, number: int, recipe: Recipe, told: Sequence[Told]) -> Trial:
        """The run of this number, counted from 0; `told` are those begun before."""


class Search(Plan):
    """Tries other settings and learns from each try where to look next. It compares by F1 on the
    dev part, so that the test part stays a fair judge of the winner."""

    title: ClassVar[str] = "Find good settings"
    kind: Literal["search"] = "search"
    needs_dev: ClassVar[bool] = True
    trials: int = Field(20, ge=2, le=500, title="Trials")
    """Runs at most."""
    minutes: int = Field(60, ge=1, le=10_080, title="Minutes")
    """From the start of the first run. No run begins after this time, and those that train are
    stopped with their best epoch."""
    prune: bool = Field(True, title="Give up early")
    """End a trial whose dev F1 stays below the median of the finished ones."""
    space: list[Dimension] = Field([], max_length=30, title="What to change")
    """Empty = what is usually worth it for this algorithm."""
    seed: int = SEED
    """The same seed on the same results tries the same next."""

    @property
    def planned(self) -> int:
        return self.trials

    def trial(self, number: int, recipe: Recipe, told: Sequence[Told]) -> Trial:
        """What Optuna proposes after all that was told."""
        params = propose(self.space or spaces.usual(recipe), told, seed=self.seed)
        return Trial(spaces.changed(recipe, params), f"trial {number + 1}", params=params)


class Folds(Plan):
    """Trains several times, each time scored on another part of train and dev: how good these
    settings are on text like yours, and how much that hangs on the split. The test part is not
    looked at."""

    title: ClassVar[str] = "Cross-validation"
    kind: Literal["folds"] = "folds"
    folds: int = Field(5, ge=3, le=20, title="Folds")
    """Parts of train and dev together; each is scored on once."""
    seed: int = SEED
    """The same seed cuts the same folds."""

    @property
    def planned(self) -> int:
        return self.folds

    @property
    def least(self) -> int:
        return 2 * self.folds

    def trial(self, number: int, recipe: Recipe, told: Sequence[Told]) -> Trial:
        """The fold of this number."""
        part = {"kind": "fold", "fold": number, "folds": self.folds, "seed": self.seed}
        return Trial(recipe, f"fold {number + 1} of {self.folds}", part=part)


class Seeds(Plan):
    """Trains the same settings several times, each time with other chance: how far apart two runs
    must be before the difference means something."""

    title: ClassVar[str] = "Several seeds"
    kind: Literal["seeds"] = "seeds"
    runs: int = Field(5, ge=2, le=50, title="Runs")
    """Each with the recipe's seed plus its number."""

    @property
    def planned(self) -> int:
        return self.runs

    def trial(self, number: int, recipe: Recipe, told: Sequence[Told]) -> Trial:
        """The recipe with the next seed."""
        return Trial(_seeded(recipe, number), f"seed {recipe.seed + number}")


class LearningCurve(Plan):
    """Trains on ever larger parts of what is labelled, and draws the line on: what twice the labels
    would bring, overall and for each label."""

    title: ClassVar[str] = "Learning curve"
    kind: Literal["learning_curve"] = "learning_curve"
    points: int = Field(4, ge=3, le=7, title="Points")
    """Sizes: all of the training part, a half, a quarter … Each smaller part lies in the larger."""
    repeats: int = Field(1, ge=1, le=10, title="Repeats")
    """How often each size is trained, on other sentences and with other chance. More repeats make
    the forecast surer."""
    seed: int = SEED
    """The same seed draws the same parts."""

    @property
    def planned(self) -> int:
        return self.points * self.repeats

    @property
    def least(self) -> int:
        return 1 << self.points

    def trial(self, number: int, recipe: Recipe, told: Sequence[Told]) -> Trial:
        """Sizes from small to large, then all again with other sentences."""
        again, point = divmod(number, self.points)
        share = 0.5 ** (self.points - 1 - point)
        part = {"kind": "share", "share": share, "seed": self.seed + again}
        return Trial(_seeded(recipe, again), f"{share * 100:g} % of the labels", part=part)


def _seeded(recipe: Recipe, number: int) -> Recipe:
    return recipe.model_copy(update={"seed": min(recipe.seed + number, 2**31 - 1)})


AnyPlan = Annotated[Search | Folds | Seeds | LearningCurve, Field(discriminator="kind")]
PLAN: TypeAdapter[Search | Folds | Seeds | LearningCurve] = TypeAdapter(AnyPlan)
