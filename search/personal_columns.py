"""Where `search` keeps data about people: in no table. Its index holds released text alone, and lets go of it with the release."""

from people.columns import declare_impersonal

declare_impersonal("search.Pending", "id item since")
