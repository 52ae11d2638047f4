"""What becomes of searching when a person is erased: the searches they saved go."""

from __future__ import annotations

from people.erasure import Leaving, step
from search.models import SavedSearch


@step
def forget_saved_searches(leaving: Leaving) -> None:
    SavedSearch.objects.filter(user=leaving.user).delete()
