"""The interface is Ukrainian throughout: whatever the sources say in English has its translation."""

import pytest

from tests.catalogue import Key, extracted, key, present

PLURAL_FORMS = {0, 1, 2, 3}  # один захід, два заходи, п’ять заходів, півтора заходу


@pytest.fixture(scope="module")
def texts() -> set[Key]:
    return {key(entry) for entry in extracted()}


@pytest.fixture(scope="module")
def translations() -> set[Key]:
    return {key(entry) for entry in present() if not entry.obsolete}


def test_every_text_of_the_sources_is_in_the_catalogue(texts: set[Key], translations: set[Key]) -> None:
    assert sorted(texts - translations) == []


def test_the_catalogue_has_no_text_that_the_sources_no_longer_say(texts: set[Key], translations: set[Key]) -> None:
    assert sorted(translations - texts) == []


def test_every_text_has_a_translation_that_somebody_has_read() -> None:
    assert [entry.msgid for entry in present() if entry.fuzzy or not entry.translated()] == []


def test_every_plural_has_all_its_ukrainian_forms() -> None:
    plurals = [entry for entry in present() if entry.msgid_plural]

    assert [e.msgid for e in plurals if set(e.msgstr_plural) != PLURAL_FORMS or not all(e.msgstr_plural.values())] == []
