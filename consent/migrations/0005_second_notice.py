"""A notice is one version in three languages and says what it asks for (second of three): the rows, and a version that asks for each
purpose by itself."""

from django.db import migrations
from django.utils import timezone

SECOND = {
    "nb": """Du sier ja til at utgaven du nettopp har sett, kan leses i arkivet av dem du velger: klassen, kullet, alle på utdanningen nå og tidligere, eller alle.

Formålet er at nåværende og tidligere studenter skal kunne lære av arbeidet. Du krysser av for hver bruk du sier ja til:

Lesing i arkivet: arbeidet kan åpnes og leses, og opptak kan ses og høres med teksting. Uten dette deles det ikke.

Søk i teksten og avskrift av opptak: ordene i teksten kan finnes i søket, og opptak får en avskrift. Sier du nei, kan bare tittel, sammendrag og emneord finnes.

Bruk i undervisningen: lærerne kan vise fram arbeidet i timene.

Kontakt fra lesere: den som leser, kan sende deg en melding gjennom arkivet. Adressen din vises ikke.

Ansvarlig er institusjonen som driver utdanningen. Den lagrer arbeidet slik du ser det, navnet ditt hvis du velger å vise det, og svaret ditt med dato.

Det gjelder til du, eller en annen som har vært med, trekker det tilbake. Du gjør det med ett klikk under «Mine innførsler», og da kan ingen lese arbeidet lenger. Det som ble lest før, var lov å lese. Svarene blir bevart, slik at det kan vises hva du sa ja og nei til.

Det koster deg ingenting å si nei, og ingen spør hvorfor. Svaret har ingenting å si for karakteren eller plassen din.""",
    "nn": """Du seier ja til at utgåva du nettopp har sett, kan lesast i arkivet av dei du vel: klassen, kullet, alle på utdanninga no og tidlegare, eller alle.

Føremålet er at noverande og tidlegare studentar skal kunne lære av arbeidet. Du kryssar av for kvar bruk du seier ja til:

Lesing i arkivet: arbeidet kan opnast og lesast, og opptak kan sjåast og høyrast med teksting. Utan dette blir det ikkje delt.

Søk i teksten og avskrift av opptak: orda i teksten kan finnast i søket, og opptak får ei avskrift. Seier du nei, kan berre tittel, samandrag og emneord finnast.

Bruk i undervisninga: lærarane kan vise fram arbeidet i timane.

Kontakt frå lesarar: den som les, kan sende deg ei melding gjennom arkivet. Adressa di blir ikkje vist.

Ansvarleg er institusjonen som driv utdanninga. Han lagrar arbeidet slik du ser det, namnet ditt om du vel å vise det, og svaret ditt med dato.

Det gjeld til du, eller ein annan som har vore med, trekkjer det tilbake. Du gjer det med eitt klikk under «Oppføringane mine», og då kan ingen lese arbeidet lenger. Det som vart lese før, var lov å lese. Svara blir tekne vare på, slik at det kan visast kva du sa ja og nei til.

Det kostar deg ingenting å seie nei, og ingen spør kvifor. Svaret har ingenting å seie for karakteren eller plassen din.""",
    "en": """You say yes to the version you have just seen being read in the archive by those you choose: the class, the cohort, everyone in the programme now and earlier, or everyone.

The purpose is that current and former students can learn from the work. You tick each use that you agree to:

Reading in the archive: the work can be opened and read, and recordings can be seen and heard with captions. Without this it is not shared.

Searching the text, and a transcript of recordings: the words of the text can be found by the search, and recordings have a transcript. Without this only title, abstract and keywords can be found.

Use in teaching: teachers may show the work in class.

Being contacted by readers: whoever reads it can send you a message through the archive. Your address is not shown.

The institution that runs the programme is responsible. It keeps the work as you see it, your name if you choose to show it, and your answer with its date.

It holds until you, or somebody else who has a part in it, take it back. You do that with one click under “My items”, and then nobody can read the work any more. What was read before was rightly read. The answers are kept, so that it can be shown what you said yes and no to.

To say no costs you nothing, and nobody asks why. Your answer makes no difference to your grade or your place.""",
}


def one_row_a_version(apps, schema_editor):
    notices, decisions = apps.get_model("consent", "Notice").objects, apps.get_model("consent", "Decision").objects
    for version in set(notices.values_list("version", flat=True)):
        rows = {row.language: row for row in notices.filter(version=version)}
        kept = rows.get("nb") or next(iter(rows.values()))
        for language, row in rows.items():
            setattr(kept, f"text_{language}", row.text)
            decisions.filter(notice=row).update(language=language, notice=kept)
        kept.purposes, kept.used_from = ["reading", "search"], kept.made_at
        kept.save()
        notices.filter(version=version).exclude(pk=kept.pk).delete()
    decisions.filter(notice=None).update(notice=notices.order_by("version").first())
    decisions.filter(answer="granted").update(purposes=["reading", "search"])
    apps.get_model("consent", "Request").objects.update(notice=notices.order_by("version").first())


def second_version(apps, schema_editor):
    apps.get_model("consent", "Notice").objects.get_or_create(
        version=2,
        defaults={
            **{f"text_{language}": text for language, text in SECOND.items()},
            "purposes": ["reading", "search", "teaching", "contact"],
            "used_from": timezone.now(),
            "language": "nb",
            "text": "",
        },
    )


class Migration(migrations.Migration):
    dependencies = [("consent", "0004_notice_versions")]

    operations = [
        migrations.RunPython(one_row_a_version, migrations.RunPython.noop),
        migrations.RunPython(second_version, migrations.RunPython.noop),
    ]
