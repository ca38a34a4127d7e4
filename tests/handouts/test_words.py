"""What is said in each language: catalogues, dates, times, and what is put into a text."""

import datetime as dt
import gettext

import pypdfium2
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from matcher import match_week
from matcher.handouts import words as module
from matcher.handouts.page import Cell, Document, Note, Table
from matcher.handouts.press import Press, missing
from matcher.handouts.words import SHIPPED, CatalogueError, Catalogues, Words
from tests.handouts.lincoln import FIRST, lincoln, text_of
from tests.quick_search import quick_search
from tests.test_cli import match

MONDAY = dt.date(2026, 9, 14)
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
ARABIC = {
    "Week of {date}": "أسبوع {date}",
    "Tutoring for {student}": "دروس {student}",
    "When": "متى",
    "Subject and tutor": "المادة والمعلم",
    "Where": "أين",
    "Coming and going": "الذهاب والإياب",
    "on their own": "بمفرده",
}


def catalogue(folder, name, texts):
    folder.mkdir(exist_ok=True)
    said = "".join(f'msgid "{english}"\nmsgstr "{text}"\n\n' for english, text in texts.items())
    (folder / name).write_text(HEAD + said, encoding="utf-8")
    return folder


def every_text():
    with (SHIPPED / "handouts.pot").open("rb") as stream:
        return {message.id for message in read_po(stream) if message.id}


def test_the_list_of_texts_is_the_one_of_the_code():
    """``pybabel extract`` as CONTRIBUTING tells it gives what is committed."""
    kinds = {"say": None, "count": (1, 2)}
    found = extract_from_dir(SHIPPED.parent, [("**.py", "python")], keywords=kinds)
    assert every_text() == {message for _, _, message, _, _ in found}


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.po")), ids=lambda path: path.name)
def test_what_is_shipped_is_complete(path):
    with path.open("rb") as stream:
        said = {message.id: message for message in read_po(stream) if message.id}
    assert said.keys() == every_text()
    for message in said.values():
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(texts), message.id
        assert not message.fuzzy
    language = module.english_name(path.stem)
    assert Catalogues().of(language).untranslated == 0


def test_nothing_is_said_that_is_on_no_list(tmp_path, monkeypatch):
    """A text that the extraction does not see would never be translated."""
    known = {one for text in every_text() for one in (text if isinstance(text, tuple) else (text,))}
    asked = set()

    class Listening(gettext.NullTranslations):
        def gettext(self, message):
            asked.add(message)
            return message

        def ngettext(self, one, many, number):
            asked.add(one)
            return super().ngettext(one, many, number)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(match_week, "search", quick_search)
    monkeypatch.setattr(module.gettext, "NullTranslations", Listening)
    lincoln(tmp_path / "lincoln.xlsx")
    match("--week", FIRST, "lincoln.xlsx")
    match("handouts", "lincoln.xlsx", "-d", "out", "--messages", "texts.csv")
    assert "MOVED to {when}" in asked
    assert asked <= known


def test_dates_and_times_have_the_form_of_the_language():
    english, spanish = Catalogues().of("English"), Catalogues().of("Spanish")
    assert english.day(MONDAY) == "Monday, September 14"
    assert spanish.day(MONDAY) == "Lunes, 14 de septiembre"
    assert english.date(MONDAY) == "September 14, 2026"
    assert spanish.date(MONDAY) == "14 de septiembre de 2026"
    plain = english.span(615, 645).replace("\xa0", " ")
    assert plain == "10:15–10:45 AM"
    assert english.span(700, 730).replace("\xa0", " ") == "11:40 AM–12:10 PM"
    assert spanish.span(700, 730).replace("\xa0", " ") == "11:40 a.m.–12:10 p.m."
    assert english.span(720, 750).replace("\xa0", " ") == "12:00–12:30 PM"
    assert english.hours(330) == "5 hr 30 min"
    assert spanish.tongue("Armenian") == "armenio"
    assert spanish.listed(["a", "b", "c"]) == "a, b y c"


def test_no_two_times_of_a_day_look_alike():
    for language in Catalogues().languages:
        words = Catalogues().of(language)
        assert len({words.clock(minutes) for minutes in range(0, 1440, 5)}) == 288
        spans = {words.span(start, start + 30) for start in range(0, 1410, 5)}
        assert len(spans) == 282


def test_a_language_is_added_by_its_file_alone(tmp_path):
    own = catalogue(tmp_path / "own", "hy.po", {"When": "Երբ"})
    catalogues = Catalogues(own)
    assert catalogues.languages == ("English", "Armenian", "Spanish")
    armenian = catalogues.of("Armenian")
    assert armenian.say("When") == "Երբ"
    assert armenian.say("Where") == "Where"
    assert armenian.untranslated == len(every_text()) - 1
    assert armenian.weekday(0) == "երկ"


def test_ones_own_file_goes_before_the_one_that_is_shipped(tmp_path):
    own = catalogue(tmp_path / "own", "es.po", {"When": "¿Cuándo?"})
    assert Catalogues(own).of("Spanish").say("When") == "¿Cuándo?"


@pytest.mark.parametrize(
    ("name", "texts", "told"),
    [
        ("xx.po", {}, "'xx' is no language"),
        ("hy.po", {"Week of {date}": "{data}"}, "no {data} in the English text, 'Week of {date}'"),
        ("hy.po", {"Week of {date}": "{date"}, "hy.po, '{date'"),
        ("hy.po", {"Week of {date}": "{date:>x}"}, "no {date:>x} in the English text"),
    ],
)
def test_a_bad_catalogue_is_told_with_its_file_and_text(tmp_path, monkeypatch, name, texts, told):
    catalogue(tmp_path / "own", name, texts)
    with pytest.raises(CatalogueError) as error:
        Catalogues(tmp_path / "own")
    assert told in str(error.value)
    monkeypatch.chdir(tmp_path)
    lincoln(tmp_path / "lincoln.xlsx")
    match("--week", FIRST, "lincoln.xlsx")
    said = match("handouts", "lincoln.xlsx", "-d", "out", "--catalogues", "own", code=2)
    assert told in said.stderr


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"when is a book\n"])
def test_a_file_that_is_no_catalogue_is_told(tmp_path, content):
    (tmp_path / "hy.po").write_bytes(content)
    with pytest.raises(CatalogueError, match=r"hy\.po is no message catalogue"):
        Catalogues(tmp_path)


def test_a_catalogue_to_be_filled_in_reads_back(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    match("catalogue", "հայերեն", "hy.po")
    empty = Catalogues(tmp_path).of("Armenian")
    assert empty.untranslated == len(every_text())
    assert empty.say("When") == "When"
    said = match("catalogue", "Armenian", "hy.po", code=2)
    assert "--overwrite" in said.stderr
    said = match("catalogue", "Elvish", "xx.po", code=2)
    assert "'Elvish' is no language" in said.stderr
    filled = (tmp_path / "hy.po").read_text(encoding="utf-8")
    filled = filled.replace('msgid "When"\nmsgstr ""', 'msgid "When"\nmsgstr "Երբ"')
    (tmp_path / "hy.po").write_text(filled, encoding="utf-8")
    assert Catalogues(tmp_path).of("Armenian").say("When") == "Երբ"


def test_a_catalogue_with_a_bad_rule_for_plurals_is_told(tmp_path):
    head = HEAD.replace('\\n"\n\n', '\\n"\n"Plural-Forms: nplurals=2; plural=(foo == 0;\\n"\n\n')
    text = 'msgid "When"\nmsgstr "X"\n'
    (tmp_path / "hy.po").write_text(head + text, encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"hy\.po, in its head"):
        Catalogues(tmp_path)


def test_two_catalogues_of_one_language_are_told(tmp_path):
    catalogue(tmp_path, "ar.po", {})
    catalogue(tmp_path, "ar_EG.po", {})
    with pytest.raises(CatalogueError, match=r"ar\.po and .*ar_EG\.po are both of Arabic"):
        Catalogues(tmp_path)


def test_what_ones_own_catalogue_lacks_the_shipped_one_says(tmp_path):
    spanish = Catalogues(catalogue(tmp_path, "es.po", {"When": "¿Cuándo?"})).of("Spanish")
    assert spanish.say("When") == "¿Cuándo?"
    assert spanish.say("Where") == "Dónde"
    assert spanish.untranslated == 0


def test_a_language_without_forms_of_its_own_has_a_file_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(match_week, "search", quick_search)
    rows = [["student_id", "language"], ["S1", "Hmong"], ["S1", "English"]]
    lincoln(tmp_path / "lincoln.xlsx", Contacts=rows)
    catalogue(tmp_path / "own", "hmn.po", {"Tutoring for {student}": "Kev qhia rau {student}"})
    match("--week", FIRST, "lincoln.xlsx")
    match("handouts", "lincoln.xlsx", "-d", "out", "--for", "families", "--catalogues", "own")
    assert "Kev qhia rau Ana" in text_of(tmp_path / "out/families/S1-hmn.pdf")
    assert "Tutoring for Ana" in text_of(tmp_path / "out/families/S1-en.pdf")
    assert "Dates and times in Hmong come as in English" in text_of(tmp_path / "out/cover.pdf")


def test_a_language_near_another_borrows_its_forms_and_its_direction(tmp_path):
    dari = Catalogues(catalogue(tmp_path, "prs.po", {"When": "کی"})).of("Dari")
    assert not dari.rightwards
    assert dari.own_forms
    assert dari.weekday(0) == "دوشنبه"
    assert b"Dari" in module.empty_catalogue("Dari")


def test_of_two_full_stops_one_stays():
    spanish = Catalogues().of("Spanish")
    told = spanish.say("{subject}: new times, {times}.", subject="Math", times="2:00 p.m.")
    assert told == "Math: nuevos horarios, 2:00 p.m."
    assert spanish.say("{subject}: now {place}.", subject="Math", place="Elm").endswith("Elm.")


def test_names_keep_their_direction_beside_others():
    arabic = Words("Arabic", "ar", gettext.NullTranslations())
    english = Catalogues().english
    assert english.name("Ana (3A)") == "Ana (3A)"
    assert english.name("غزال") == "\u2068غزال\u2069"
    assert arabic.name("Room 4 (B)") == "\u2068Room 4 (B)\u2069"
    assert arabic.name("") == ""


def test_an_empty_folder_of_catalogues_is_an_error(tmp_path):
    with pytest.raises(CatalogueError, match="holds no catalogue"):
        Catalogues(tmp_path)


def test_a_name_in_braces_is_a_name():
    words = Catalogues().of("Spanish")
    assert words.say("Tutoring for {student}", student="{date} {0}") == "Tutoría de {date} {0}"


# -- from right to left ----------------------------------------------------------------------------


def place_of(text, words):
    """How far from the left the words stand on a page."""
    at, _ = text.search(words).get_next()
    return text.get_charbox(at)[0]


def test_a_page_in_arabic_runs_from_right_to_left(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(match_week, "search", quick_search)
    lincoln(tmp_path / "lincoln.xlsx")
    catalogue(tmp_path / "own", "ar.po", ARABIC)
    match("--week", FIRST, "lincoln.xlsx")
    match("handouts", "lincoln.xlsx", "-d", "out", "--for", "families", "--catalogues", "own")
    path = tmp_path / "out/families/S6-ar.pdf"
    page = pypdfium2.PdfDocument(path)[0]
    text = page.get_textpage()
    title, tutor, time = (place_of(text, words) for words in ("د", "Vole", "\N{EN DASH}"))
    assert title > 0.85 * page.get_width()
    assert title > time > tutor  # the first column stands at the right
    text = text_of(path)
    assert "Jefferson" in text
    assert "Vole" in text
    cover = text_of(tmp_path / "out/cover.pdf")
    assert "The catalogue of Arabic lacks" in cover
    assert "Arabic and get English" not in cover


def test_letters_join_and_what_is_put_in_keeps_its_direction():
    arabic = Document("ar", False, "دروس \u2068Ned (3B)\u2069 مساء", "", "", ())
    press = Press(MONDAY)
    text = pypdfium2.PdfDocument(press.pdf(arabic))[0].get_textpage()
    boxes = {}
    for at in range(text.count_chars()):
        boxes.setdefault(text.get_text_range(at, 1), text.get_charbox(at))
    assert boxes["د"][0] > boxes["N"][0] > boxes["م"][0]
    assert boxes["N"][0] < boxes["e"][0] < boxes["3"][0] < boxes["("][0]


def test_letters_that_no_font_has_are_told():
    plain = Document("en", True, "Ana Díaz, Бен, Անի, אור, غزال, Nguyễn", "", "", ())
    assert missing(plain) == ""
    rare = Document(
        "en", True, "", "", "", (Table(("a",), ((Cell("\U00013000"),),), (1,)), Note("\U00013001"))
    )
    assert missing(rare) == "\U00013000\U00013001"
