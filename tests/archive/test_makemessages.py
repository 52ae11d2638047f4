"""Collecting the sentences to translate."""

from __future__ import annotations

from django.core.management import call_command

BEFORE = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

#: page.py
msgid "The file is read."
msgstr "Filen er lest."

msgid "The files are kept here."
msgstr "Filene blir lagret her."
"""


def test_a_new_sentence_is_not_given_the_translation_of_one_like_it(tmp_path, monkeypatch, settings):
    catalogue = tmp_path / "locale" / "nb" / "LC_MESSAGES" / "django.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(BEFORE)
    (tmp_path / "page.py").write_text('_("The file is read.")\n_("The files are kept there.")\n')
    monkeypatch.chdir(tmp_path)
    settings.LOCALE_PATHS = []
    call_command("makemessages", locale=["nb"], extensions=["py"], verbosity=0)
    after = catalogue.read_text()
    assert 'msgid "The file is read."\nmsgstr "Filen er lest."' in after
    assert 'msgid "The files are kept there."\nmsgstr ""' in after
