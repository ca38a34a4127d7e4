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
        ("Castellano", "Spanish"),
        ("Castilian", "Spanish"),
        ("Quiché", "K\u02bciche\u02bc"),
        ("普通话", "Chinese"),  # a second name by its own speakers
        ("Español de México", "Spanish"),
        ("Khmer", "Khmer"),
        ("Cambodian", "Khmer"),
        ("Kreyòl Ayisyen", "Haitian Creole"),
        ("Yoloxochitl Mixtec", "Yoloxochitl Mixtec"),
    ],
)
def test_languages_are_written_by_their_english_name(written, expected):
    assert expected == language(written)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Spanish (Mexico)", "Spanish"),
        ("Spanish [Mexico]", "Spanish"),
        ("Spanish - Mexico", "Spanish"),
        ("Spanish/Mexico", "Spanish"),
        ("Spanish (Latin America)", "Spanish"),
        ("español (México)", "Spanish"),
        ("Spanish (MX)", "Spanish"),
        ("es (Mexico)", "Spanish"),
        ("English (USA)", "English"),
        ("Portuguese (BR)", "Portuguese"),  # br is Breton, BR is Brazil
        ("Tongan (Tonga)", "Tongan"),  # Tonga is a language too, of another place
        ("Chinese (Simplified)", "Chinese"),
        ("Chinese \u2013 Traditional", "Chinese"),
        ("Serbian (Cyrillic)", "Serbian"),
        ("Serbian (Latin)", "Serbian"),
        ("Spanish (Castilian)", "Spanish"),
        ("Persian (Farsi)", "Persian"),
        ("Tagalog/Filipino", "Filipino"),
        ("Mandarin (Putonghua)", "Chinese"),
        ("Chinese (Cantonese)", "Cantonese"),
        ("Farsi (Afghanistan)", "Dari"),
        ("Armenian (Western)", "Western Armenian"),
        ("Arabic (Egyptian)", "Egyptian Arabic"),
        ("Creole (Haitian)", "Haitian Creole"),
    ],
)
def test_what_stands_behind_a_name_says_where_how_or_which(written, expected):
    assert language(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        "Spanish (English)",
        "English/Spanish",
        "English (Korean)",  # a script is called so, too
        "Persian (Arabic)",
        "Spanish (fluent)",
        "Spanish (Mexico) (Peru)",
        "Spanish (Mexico",
        "Spanish (XX)",
        f"Spanish ({'Mexico ' * 20})",
        "(" * 30_000,
        "(Mexico)",
        "Creole (Haiti)",
        "Klatchian (Mexico)",
        "Chinese (Hong Kong)",  # written Chinese, but Cantonese is what people speak there
        "zh-HK",
        "Mexico",
        "Simplified",
    ],
)
def test_what_may_name_another_language_or_none_is_an_error(written):
    with pytest.raises(CellError):
        language(written)


@pytest.mark.parametrize("written", ["Mixtec", "mixtec", "English; Mixtec"])
def test_who_names_several_languages_is_asked_which(written):
    with pytest.raises(CellError, match="Several languages are called so") as error:
        languages(written)
    named = error.value.remedy.split("such as ")[1].rstrip(".").split(" or ")
    assert len(named) == 2
    assert [language(name) for name in named] == named


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
