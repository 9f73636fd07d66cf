"""The Ukrainian catalogue against the sources. `python -m tests.catalogue` (make messages) brings it up to date.

New texts come in with an empty translation, texts that no source says any more go out; nothing is guessed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

from tests.sources import APPS, PORTAL, ROOT

LOCALE = Path(PORTAL, "locale")
CATALOGUE = LOCALE / "uk" / "LC_MESSAGES" / "django.po"
Key = tuple[str, str, str]  # context, text, plural


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""


def extracted() -> polib.POFile:
    """Every text that the sources mark for translation, as makemessages finds them in a copy of the sources."""
    with tempfile.TemporaryDirectory(prefix="portal-messages-") as folder:
        copy = Path(folder)
        for name in (*APPS, PORTAL, "templates"):
            if (ROOT / name).exists():
                shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.po", "*.mo"))
        (copy / LOCALE).mkdir(parents=True, exist_ok=True)
        # the portal's own settings would load every app only for this path
        settings = f"from pathlib import Path\nLOCALE_PATHS = [Path({str(copy / LOCALE)!r})]\n"
        (copy / "settings_of_messages.py").write_text(settings)
        environment = os.environ | {"PYTHONPATH": folder, "DJANGO_SETTINGS_MODULE": "settings_of_messages"}
        command = [sys.executable, "-m", "django", "makemessages", "--locale=uk", "--no-location", "--keep-pot"]
        answer = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)
        if answer.returncode != 0:
            raise RuntimeError(f"makemessages failed:\n{answer.stdout}{answer.stderr}")
        return polib.pofile((copy / LOCALE / "django.pot").read_text())


def present() -> polib.POFile:
    """The catalogue as it is kept in the project."""
    return polib.pofile((ROOT / CATALOGUE).read_text(), wrapwidth=120)


def updated(catalogue: polib.POFile, texts: polib.POFile) -> polib.POFile:
    """The texts of the sources with the translations that the catalogue already has."""
    known = {key(entry): entry for entry in catalogue if not entry.obsolete}
    merged = polib.POFile(wrapwidth=120)
    merged.metadata = {name: value for name, value in catalogue.metadata.items() if name != "POT-Creation-Date"}
    for entry in texts:
        if translation := known.get(key(entry)):
            entry.msgstr, entry.msgstr_plural = translation.msgstr, translation.msgstr_plural
            entry.flags += [flag for flag in translation.flags if flag not in entry.flags]
        merged.append(entry)
    return merged


if __name__ == "__main__":
    merged = updated(present(), extracted())
    merged.save(str(ROOT / CATALOGUE))
    print(f"{CATALOGUE}: {len(merged)} texts, {len(merged.untranslated_entries())} without a translation")
