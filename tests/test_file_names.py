"""Files of single sites: safe names, a different one for each."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.file_names import file_words
from matcher.workbook.names import alike


@pytest.mark.parametrize(
    ("site", "words"),
    [
        ("Lincoln", "Lincoln"),
        ("St. Mary's / Annex", "St.-Mary's-Annex"),
        ("CON", "CON_"),
        ("com1.x", "com1.x_"),
        ("../../etc", "etc"),
        ("???", "site"),
        ("Escuela Ñandú\n2", "Escuela-Ñandú-2"),
        (None, "online"),
    ],
)
def test_a_name_that_people_recognise(site, words):
    assert file_words([site]) == {site: words}


def test_sites_that_would_be_called_alike_are_numbered():
    assert file_words(["A/B", "A?B", "a b", "Online", None]) == {
        "a b": "a-b",
        "A/B": "A-B-2",
        "A?B": "A-B-3",
        "Online": "Online",
        None: "online-2",
    }


@given(st.lists(st.text(min_size=1, max_size=60), unique_by=alike, max_size=6))
def test_every_name_is_safe_and_different(sites):
    words = file_words([*sites, None])
    assert len(words) == len(sites) + 1
    assert len({alike(word) for word in words.values()}) == len(words)
    for word in words.values():
        assert not re.search(r'[\s<>:"/\\|?*\x00-\x1f]', word)
        assert word.strip("-. ") == word != ""
        assert len(word) < 50
