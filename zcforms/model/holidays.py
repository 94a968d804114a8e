"""A folder's own table of holidays, 假期.yaml: for the years that zcforms does not know yet."""

from __future__ import annotations

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from zcforms.chinese.workdays import Calendar, days_of
from zcforms.model.figures import Year
from zcforms.model.records import Line, Record

_MOST_DAYS = 366  # of a year, holidays and working weekends together


class HolidayYear(Record):
    """The holidays and the working weekends of one year, "10-01" or "10-01..10-07"."""

    off: list[Line] = Field(title="放假")
    work: list[Line] = Field(default_factory=list, title="上班")


class Holidays(Record):
    """The whole file: the years that it sets."""

    workdays: dict[Year, HolidayYear] = Field(title="年度")

    @field_validator("workdays")
    @classmethod
    def _days_exist(cls, years: dict[int, HolidayYear]) -> dict[int, HolidayYear]:
        for year, table in years.items():
            days = 0
            for span in (*table.off, *table.work):
                try:
                    days += len(days_of(span, year))
                except ValueError:
                    raise PydanticCustomError("day_span", "no day", {"span": f"{year}年{span}"}) from None
                if days > _MOST_DAYS:  # and no more of it is read
                    raise PydanticCustomError("days_many", "too many", {"year": year})
        return years

    def calendar(self) -> Calendar:
        """The years as a calendar."""
        years = self.workdays.items()
        return Calendar.of({year: t.off for year, t in years}, {year: t.work for year, t in years})
