"""Where `search` keeps data about people: what they saved. Its index holds released text alone, and lets go of it with the release."""

from django.utils.translation import gettext_lazy as _

from people.columns import Group, declare, declare_impersonal, deleted, of

declare(
    "search.SavedSearch",
    Group.ASKED,
    of("user"),
    _("Searches that you saved"),
    impersonal="id",
    user=deleted(_("who")),
    name=deleted(),
    query=deleted(_("what is looked for")),
    frequency=deleted(),
    looked_until=deleted(_("told of what came until")),
)
declare_impersonal("search.Pending", "id item since")
