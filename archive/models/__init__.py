"""The catalogue: items and their contributors, renditions, releases."""

from archive.models.contributors import Contributor
from archive.models.daily import DailyRun
from archive.models.looks import Look
from archive.models.pages import FrontPage, ItemPage, LecturePage, MaterialPage, State, ThesisPage
from archive.models.releases import Audience, Purpose, Release
from archive.models.renditions import Rendition, RenditionFile, RenditionPassage
from archive.models.retention import Deletion
from archive.models.silences import Silence

__all__ = [
    "Audience",
    "Contributor",
    "DailyRun",
    "Deletion",
    "FrontPage",
    "ItemPage",
    "LecturePage",
    "Look",
    "MaterialPage",
    "Purpose",
    "Release",
    "Rendition",
    "RenditionFile",
    "RenditionPassage",
    "Silence",
    "State",
    "ThesisPage",
]
