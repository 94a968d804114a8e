"""The numbers that settings, plans and forms state, each with bounds that no true one passes.

What is beyond them is a slip, or was written to fill the memory or to run for ever: a billion copies, a
year that no calendar has. They are told with their place, as every wrong value is.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from zcforms.ground.files import MOST_PAGES

MOST_HOURS = 10_000  # of study, and days or papers that count for it; a year has 8,784 hours
MOST_WORDS = 100_000  # in 万字; the 四库全书 has some 80,000
MOST_FUNDS = 100_000_000  # in 万元: a trillion yuan, which no project has; the most that a table counts
MOST_POINTS = 100_000

Year = Annotated[int, Field(ge=1949, le=2100)]
YearSpan = Annotated[int, Field(ge=0, le=100)]  # so many years
FullYears = Annotated[int, Field(ge=1, le=100)]  # that somebody must have; a second ge on YearSpan is lost
WorkingDays = Annotated[int, Field(ge=0, le=366)]
StudyHours = Annotated[int, Field(ge=0, le=MOST_HOURS)]
Headcount = Annotated[int, Field(ge=0, le=10_000_000)]
Quantity = Annotated[int, Field(ge=0, le=1000)]  # of experts, awards, papers
Count = Annotated[int, Field(ge=1, le=1000)]  # of what somebody must have
Copies = Annotated[int, Field(ge=0, le=100)]
Characters = Annotated[int, Field(ge=0, le=1_000_000)]
Pages = Annotated[int, Field(ge=1, le=MOST_PAGES)]
Sheets = Annotated[int, Field(ge=10, le=1000)]  # of paper in a book: what is bound, and can be
BookSize = Annotated[int, Field(ge=5, le=4000)]  # MB of the file of a book: what can be sent, or printed
PrintSheets = Annotated[int, Field(ge=10, le=10_000)]  # of paper in a print file
USUAL_PRINT_SHEETS = 2500  # a box of A4: five packs of 500
SealedSheets = Annotated[int, Field(ge=2, le=100)]  # whose fanned edges bear one seal
PaperWeight = Annotated[int, Field(ge=40, le=300)]  # g/m²
Pixels = Annotated[int, Field(ge=0, le=100_000)]
Bytes = Annotated[int, Field(ge=0, le=300 * 2**20)]
Ratio = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Shift = Annotated[
    float, Field(ge=-20, le=20, allow_inf_nan=False)
]  # mm that print stands off its place on paper
Scale = Annotated[float, Field(ge=95, le=105, allow_inf_nan=False)]  # of what is printed, in percent
Percentage = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Words = Annotated[float, Field(ge=0, le=MOST_WORDS, allow_inf_nan=False)]  # in 万字
Score = Annotated[float, Field(ge=0, le=MOST_POINTS, allow_inf_nan=False)]
Points = Annotated[Decimal, Field(ge=-MOST_POINTS, le=MOST_POINTS, decimal_places=6)]
