"""Datelines by house style and language."""

from datetime import date

import pytest

from app.missions.models import DatelineStyle
from app.press.datelines import capitals, dateline

DAY = date(2026, 11, 8)


@pytest.mark.parametrize(
    ("style", "lang", "place", "expected"),
    [
        (DatelineStyle.HOUSE, "en", "Islamabad", "Islamabad, 8 November –"),
        (DatelineStyle.AGENCY, "en", "Islamabad", "ISLAMABAD, Nov. 8, 2026 –"),
        (DatelineStyle.DAILY, "en", "Islamabad", "ISLAMABAD:"),
        (DatelineStyle.HOUSE, "az", "İslamabad", "İslamabad, 8 noyabr –"),
        (DatelineStyle.AGENCY, "az", "Bakı", "BAKI, 8 noyabr 2026 –"),
        (DatelineStyle.DAILY, "az", "Gəncəli", "GƏNCƏLİ:"),
        (DatelineStyle.HOUSE, "ur", "اسلام آباد", "اسلام آباد، 8 نومبر۔"),
        (DatelineStyle.AGENCY, "ur", "اسلام آباد", "اسلام آباد، 8 نومبر 2026۔"),
        (DatelineStyle.DAILY, "ur", "اسلام آباد", "اسلام آباد:"),
    ],
)
def test_dateline_by_style_and_language(style: DatelineStyle, lang: str, place: str, expected: str) -> None:
    assert dateline(place, DAY, style=style, lang=lang) == expected


def test_short_months_are_not_shortened_by_the_agency() -> None:
    assert (
        dateline("Islamabad", date(2026, 6, 1), style=DatelineStyle.AGENCY, lang="en")
        == "ISLAMABAD, June 1, 2026 –"
    )


def test_azerbaijani_i_keeps_its_dot() -> None:
    assert (capitals("Mingəçevir", "az"), capitals("Lisbon", "en")) == ("MİNGƏÇEVİR", "LISBON")
