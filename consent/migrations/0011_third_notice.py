"""A shorter notice for the same purposes, so that the whole question is read in two minutes. Nobody is asked anew for it."""

from django.db import migrations
from django.utils import timezone

THIRD = {
    "nb": """Du sier ja til at akkurat denne utgaven kan leses av dem du velger. Formålet er at studenter, nå og tidligere, skal kunne lære av den. Du krysser av for hver bruk:

Lesing i arkivet: arbeidet kan leses, og opptak kan ses og høres med teksting. Uten dette deles det ikke.

Søk i teksten og avskrift av opptak: uten dette kan bare tittel, sammendrag, emneord og navn som vises, finnes.

Bruk i undervisningen: lærerne kan vise det fram i timene.

Kontakt fra lesere: lesere kan skrive til deg gjennom arkivet, uten å se adressen din.

Vi lagrer arbeidet slik du ser det, navnet ditt hvis du viser det, og svaret med dato.

Du kan trekke det tilbake med ett klikk. Da kan ingen lese det her lenger. Kopier som noen har tatt, kan ikke hentes tilbake. Svarene blir bevart, slik at det kan vises hva du sa.

Å si nei koster deg ingenting, verken karakter eller plass, og ingen spør hvorfor.""",
    "nn": """Du seier ja til at akkurat denne utgåva kan lesast av dei du vel. Føremålet er at studentar, no og tidlegare, skal kunne lære av henne. Du kryssar av for kvar bruk:

Lesing i arkivet: arbeidet kan lesast, og opptak kan sjåast og høyrast med teksting. Utan dette blir det ikkje delt.

Søk i teksten og avskrift av opptak: utan dette kan berre tittel, samandrag, emneord og namn som blir viste, finnast.

Bruk i undervisninga: lærarane kan vise det fram i timane.

Kontakt frå lesarar: lesarar kan skrive til deg gjennom arkivet, utan å sjå adressa di.

Vi lagrar arbeidet slik du ser det, namnet ditt om du viser det, og svaret med dato.

Du kan trekkje det tilbake med eitt klikk. Då kan ingen lese det her lenger. Kopiar som nokon har teke, kan ikkje hentast tilbake. Svara blir tekne vare på, slik at det kan visast kva du sa.

Å seie nei kostar deg ingenting, verken karakter eller plass, og ingen spør kvifor.""",
    "en": """You say yes to exactly this version being read by those you choose. The purpose is that students, now and earlier, can learn from it. You tick each use:

Reading in the archive: the work can be read, and recordings can be seen and heard with captions. Without this it is not shared.

Searching the text, and a transcript of recordings: without this only title, abstract, keywords and names shown can be found.

Use in teaching: teachers may show it in class.

Being contacted by readers: readers can write to you through the archive, without seeing your address.

We keep the work as you see it, your name if you show it, and your answer with its date.

You can withdraw with one click. From then on nobody can read it here. Copies that somebody has taken can't be called back. The answers are kept, so that it can be shown what you said.

To say no costs you nothing, neither grade nor place, and nobody asks why.""",
}


def third_version(apps, schema_editor):
    apps.get_model("consent", "Notice").objects.get_or_create(
        version=3,
        defaults={
            **{f"text_{language}": text for language, text in THIRD.items()},
            "purposes": ["reading", "search", "teaching", "contact"],
            "used_from": timezone.now(),
        },
    )


class Migration(migrations.Migration):
    dependencies = [("consent", "0010_ways_out")]

    operations = [migrations.RunPython(third_version, migrations.RunPython.noop)]
