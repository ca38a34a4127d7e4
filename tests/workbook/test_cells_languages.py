import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from language_data.name_data import CODE_TO_NAMES

from matcher.workbook.cells import CellError, language, languages
from matcher.workbook.languages import english_name


@pytest.mark.parametrize(
    "written", ["Spanish", "SPANISH", "español", "Español", "espanol", "es", "spa", "es-MX", " es "]
)
def test_names_and_codes_of_a_language_are_one(written):
    assert language(written) == "Spanish"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("ger", "German"),  # ISO 639-2, bibliographic
        ("deu", "German"),
        ("fre", "French"),
        ("chi", "Chinese"),
        ("zho", "Chinese"),
        ("per", "Persian"),
        ("Farsi", "Persian"),
        ("fas", "Persian"),
        ("Mandarin", "Chinese"),
        ("Cantonese", "Cantonese"),
        ("yue", "Cantonese"),
        ("Tagalog", "Filipino"),
        ("Tiếng Việt", "Vietnamese"),
        ("한국어", "Korean"),
        ("العربية", "Arabic"),
        ("Dari", "Dari"),
        ("prs", "Dari"),
        ("Haitian Creole", "Haitian Creole"),
        ("K\u2019iche\u2019", "K\u02bciche\u02bc"),
        ("Q'anjob'al", "Q'anjob'al"),
        ("ASL", "American Sign Language"),
        ("English", "English"),
        ("eng", "English"),
    ],
)
def test_languages_are_written_by_their_english_name(written, expected):
    assert expected == language(written)


@pytest.mark.parametrize(
    "written",
    [
        "Spansh",
        "Spanis",
        "Englsh",
        "Engish",
        "Ingles",
        "Spanishxyz",
        "English2",
        "none",
        "other",
        "unknown",
        "und",
        "mul",
        "zxx",
        "xx",
        "zzz",
        "n/a",
        "English Spanish",
        "?",
        "-",
        "001",
        "x-a",
    ],
)
def test_a_misspelt_or_unknown_language_is_an_error_and_never_english(written):
    with pytest.raises(CellError):
        language(written)


def test_lists_keep_their_order_and_name_each_language_once():
    assert languages("es; English, spa") == ("Spanish", "English")
    with pytest.raises(CellError, match="'Spansh'"):
        languages("English; Spansh")


def test_every_language_is_known_by_the_name_that_outputs_give_it():
    for code in CODE_TO_NAMES:
        name = english_name(code)
        assert name is None or english_name(name) == name


@settings(deadline=None)  # the first look-up of a language loads their names
@example("\x00")
@example("()")
@given(st.text(max_size=40))
def test_any_text_is_a_language_known_by_its_own_name_or_none(text):
    name = english_name(text)
    assert name is None or english_name(name) == name
