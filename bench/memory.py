"""Memory: of a worker that reads a PDF of 2,000 pages with all its models, and of the web process that receives 2 GB."""

from django.core.management import call_command

from bench import upload, worker
from bench.sizes import Size
from bench.table import Row

PACKAGES = ("spacy", "presidio-analyzer", "lingua-language-detector", "pypdfium2", "gunicorn", "Django")


def run(size: Size) -> list[Row]:
    call_command("migrate", verbosity=0)
    return [*upload.measured(size.upload), *worker.measured(size.pages)]
