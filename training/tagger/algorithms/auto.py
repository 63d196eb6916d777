"""Numbers that may be left to the product: the word "auto", or a number within its bounds.

The discriminator makes a refused value answer once, not once per member of the union.
"""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag


def _which(value: object) -> str:
    return "auto" if isinstance(value, str) else "number"


Auto = Annotated[Literal["auto"], Tag("auto")]
AutoBatch = Annotated[
    Auto | Annotated[int, Field(ge=1, le=4096), Tag("number")], Discriminator(_which)
]
AutoRate = Annotated[
    Auto | Annotated[float, Field(ge=1e-7, le=10), Tag("number")], Discriminator(_which)
]
AutoLength = Annotated[
    Auto | Annotated[int, Field(ge=1, le=20_000), Tag("number")], Discriminator(_which)
]
AutoEpochs = Annotated[
    Auto | Annotated[int, Field(ge=1, le=1000), Tag("number")], Discriminator(_which)
]
