"""The whole story on the samples: ingest, flag, hold, consent, release, search, withdraw. Run again: the same result.

It uses the project's own functions and commands, the same that pages and workers use, and the data in `var/`, so that
`make serve` shows afterwards what was told.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import translation  # noqa: E402

from archive import publication  # noqa: E402
from archive.models import Audience, ItemPage, Purpose, Release  # noqa: E402
from consent import decisions  # noqa: E402
from consent.models import Decision  # noqa: E402
from ingest import intake, pipeline, review  # noqa: E402
from ingest.models import Finding, FindingDecision, Source, StepRun  # noqa: E402
from ingest.pipeline import rendition, runner  # noqa: E402
from ingest.pipeline.step import Step  # noqa: E402
from ingest.submissions import Submission, read_metadata  # noqa: E402
from people.models import Role, User  # noqa: E402
from search.service import search  # noqa: E402

SAMPLES = ROOT / "samples" / "files"
ALUMNA = "kari.moen@example.no"

# What each contributor says, beside a plain yes for everyone in the programme with the name shown.
ANSWERS = {
    "oddvar.lid@example.no": decisions.Choices(Audience.PROGRAMME, frozenset(Purpose), named=False),
    "elle.sara@example.no": None,
}
LEFT_IN_REVIEW = {"skannet-notat.pdf"}
LEFT_UNANSWERED = {"verktoy-samtale.pptx"}


def say(text: str) -> None:
    print(text, flush=True)


def heading(text: str) -> None:
    say(f"\n— {text}")


def work() -> None:
    """What a worker would do, until nothing is left."""
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)


def receive(path: Path, submission: Submission, by: User | None) -> Source:
    with path.open("rb") as file:
        source = intake.receive(file, name=path.name, by=by, submission=submission)
    if submission.captions:
        with (path.parent / submission.captions).open("rb") as file:
            intake.receive_captions(file, name=submission.captions, recording=source)
    return source


def progress_of(name: str) -> runner.Tell:
    """Shows how far a file has come, on a line that is written over."""

    def tell(step: Step, done: int, total: int) -> None:
        print(f"\r\033[K  {name}: {step.label} {done}/{total}", end="\r", flush=True)

    return tell


def ingest_samples() -> list[Source]:
    metadata = read_metadata(ROOT / "samples" / "metadata.csv")
    sources = []
    for name, submission in metadata.items():
        started = time.monotonic()
        by = User.objects.filter(email=submission.authors[0].email).first() if submission.authors else None
        source = receive(SAMPLES / name, submission, by)
        runner.run(source, pipeline.STEPS, progress_of(name) if sys.stdout.isatty() else None)
        source.refresh_from_db()
        passages = source.passages.filter(number__gt=0).count()
        findings = Finding.objects.filter(passage__source=source).count()
        outcome = source.error or f"{passages} passages, {findings} findings"
        say(f"  {name}: {outcome} ({time.monotonic() - started:.0f} s)")
        if not source.error:
            sources.append(source)
    return sources


def ingest_bad_files() -> None:
    """Those that are refused, and two that are handled: the others would only fill the privacy officer's queue."""
    bad = json.loads((ROOT / "samples" / "bad.json").read_text())
    handled = {"scripts-and-attachments.pdf", "wrong-extension-docx.pdf"}
    for name in sorted(each["file"] for each in bad if each["outcome"] == "refused" or each["file"] in handled):
        source = receive(SAMPLES / "bad" / name, Submission(kind="material"), None)
        if not source.error or source.runs.exists():
            runner.run(source, pipeline.STEPS)
            source.refresh_from_db()
        say(f"  {source.name[:60]}: {source.error or 'read; held like any other'}")


def decide(source: Source, officer: User) -> None:
    """Accept what is proposed, and redact whatever is left to decide."""
    item = source.item
    assert item is not None
    proposed = review.accept_proposals(item, by=officer)
    for finding in review.undecided(item).filter(passage__kind="title"):  # No title of the samples names anybody.
        keep, ground = FindingDecision.Action.KEEP, FindingDecision.Ground.NOT_PERSONAL
        review.decide(review.same_everywhere(finding), keep, ground, by=officer)
    rest = review.decide(review.undecided(item), FindingDecision.Action.REDACT, "", by=officer)
    rendition.make(item, by=officer)
    made = item.current_rendition
    if made is None:
        source.refresh_from_db()
        say(f"  {source.name}: held. {source.error}")
        return
    redacted = sum(made.redactions.values())
    say(f"  {source.name}: {proposed} as proposed, {rest} by hand; {redacted} redactions in version {made.digest[:12]}")


def answer(item: ItemPage) -> None:
    made = item.current_rendition
    if made is None:
        return
    for contributor in item.contributors.asked().exclude(user=None):
        last = Decision.objects.latest_of(contributor)
        if last is not None and last.answer != Decision.Answer.WITHDRAWN and last.rendition in made.lineage():
            continue
        user = contributor.user
        assert user is not None
        choices = ANSWERS.get(user.email, decisions.Choices(Audience.PROGRAMME, frozenset(Purpose), named=True))
        if choices is None:
            decisions.refuse(contributor, made, by=user)
            say(f"  {contributor.name}: no")
        else:
            decisions.grant(contributor, made, choices, by=user)
            named = "named" if choices.named else "unnamed"
            say(f"  {contributor.name}: yes, {choices.audience.label}, {named}")


def look(query: str, alumna: User) -> ItemPage | None:
    results = search(query, alumna)
    say(f"  {alumna.email} searches “{query}”: {results.total} hit(s)")
    for hit in results.hits[:2]:
        say(f"    {hit.title}")
        for passage in hit.passages[:2]:
            say(f"      {passage.place}: {passage.html}")
    return ItemPage.objects.get(pk=int(results.hits[0].id)) if results.hits else None


def main() -> None:
    logged = translation.override("nb")
    logged.__enter__()
    started = time.monotonic()
    heading("The programme's people")
    call_command("import_roster", ROOT / "samples" / "roster.csv", verbosity=1)
    officer = User.objects.with_role(Role.PRIVACY_OFFICER).earliest("pk")
    alumna = User.objects.get(email=ALUMNA)

    heading("Files come in; their text is read and screened for personal data")
    sources = ingest_samples()
    heading("Bad files get a sentence, and stop nobody else")
    ingest_bad_files()

    heading(
        "Held: nobody finds anything yet" if not Release.objects.exists() else "What is released from an earlier run"
    )
    look("tillit", alumna)

    heading("The privacy officer decides; the version for readers is made and verified")
    for source in sources:
        if source.name not in LEFT_IN_REVIEW:
            decide(source, officer)

    work()
    heading("Those who made it see just that version, and answer")
    for source in sources:
        if source.name not in LEFT_IN_REVIEW | LEFT_UNANSWERED and source.item:
            answer(source.item)
    work()

    heading("Released, and found")
    found = look("fyrlykt uten fyrvokter", alumna)
    assert found is not None, "The released thesis was not found."
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    client.force_login(alumna)
    page = client.get(found.get_url(), {"q": "fyrlykt"}, secure=True)
    say(f"  she opens it: {page.status_code}")

    heading("The author withdraws: gone with the same request")
    contributor = found.contributors.asked().get()
    assert contributor.user is not None
    begun = time.monotonic()
    decisions.withdraw(contributor, by=contributor.user)
    milliseconds = 1000 * (time.monotonic() - begun)
    gone = look("fyrlykt uten fyrvokter", alumna)
    page = client.get(found.get_url(), secure=True)
    say(f"  withdrawn in {milliseconds:.0f} ms; her link now answers {page.status_code}")
    assert gone is None, "A withdrawn thesis was found."
    assert page.status_code == 410, page.status_code
    work()

    stopped = [
        run.source.name
        for run in StepRun.objects.filter(
            outcome=StepRun.Outcome.FAILED, step=review.RENDITION_STEP, stale=False
        ).select_related("source")
    ]
    assert not stopped, f"No version for readers could be made of {', '.join(stopped)}."

    heading("Where things stand")
    for item in ItemPage.objects.order_by("pk"):
        say(f"  {item.title[:60]}: {publication.refresh_state(item).label}")
        for blocker in publication.blockers(item):
            say(f"    {blocker.reason}")
    say(
        f"\n{ItemPage.objects.count()} items, {Release.objects.active().count()} released, {time.monotonic() - started:.0f} s."
    )
    say(
        "“make serve” shows it on localhost:8000. Sign in with an address from samples/roster.csv; the code is in var/mail."
    )


if __name__ == "__main__":
    main()
