"""The first notice, in each language: what a person says yes to."""

from django.db import migrations

TEXTS = {
    "nb": """Du sier ja til at utgaven du nettopp har sett, kan leses i arkivet av dem du velger: klassen, kullet, alle på utdanningen nå og tidligere, eller alle.

Formålet er at nåværende og tidligere studenter skal kunne lære av arbeidet.

Ansvarlig er institusjonen som driver utdanningen. Den lagrer arbeidet slik du ser det, navnet ditt hvis du velger å vise det, og svaret ditt med dato.

Det gjelder til du, eller en annen som har vært med, trekker det tilbake. Du gjør det med ett klikk under «Mine innførsler», og da kan ingen lese arbeidet lenger. Det som ble lest før, var lov å lese. Svarene blir bevart, slik at det kan vises hva du sa ja og nei til.

Det koster deg ingenting å si nei, og ingen spør hvorfor. Svaret har ingenting å si for karakteren eller plassen din.""",
    "nn": """Du seier ja til at utgåva du nettopp har sett, kan lesast i arkivet av dei du vel: klassen, kullet, alle på utdanninga no og tidlegare, eller alle.

Føremålet er at noverande og tidlegare studentar skal kunne lære av arbeidet.

Ansvarleg er institusjonen som driv utdanninga. Han lagrar arbeidet slik du ser det, namnet ditt om du vel å vise det, og svaret ditt med dato.

Det gjeld til du, eller ein annan som har vore med, trekkjer det tilbake. Du gjer det med eitt klikk under «Oppføringane mine», og då kan ingen lese arbeidet lenger. Det som vart lese før, var lov å lese. Svara blir tekne vare på, slik at det kan visast kva du sa ja og nei til.

Det kostar deg ingenting å seie nei, og ingen spør kvifor. Svaret har ingenting å seie for karakteren eller plassen din.""",
    "en": """You say yes to the version you have just seen being read in the archive by those you choose: the class, the cohort, everyone in the programme now and earlier, or everyone.

The purpose is that current and former students can learn from the work.

The institution that runs the programme is responsible. It keeps the work as you see it, your name if you choose to show it, and your answer with its date.

It holds until you, or somebody else who has a part in it, take it back. You do that with one click under “My items”, and then nobody can read the work any more. What was read before was rightly read. The answers are kept, so that it can be shown what you said yes and no to.

To say no costs you nothing, and nobody asks why. Your answer makes no difference to your grade or your place.""",
}


def add(apps, schema_editor):
    notice = apps.get_model("consent", "Notice")
    for language, text in TEXTS.items():
        notice.objects.get_or_create(version=1, language=language, defaults={"text": text})


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
