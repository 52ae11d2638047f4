"""What browsers and proxies may keep of an answer."""

from __future__ import annotations

from django.views.decorators.cache import cache_control

never_stored = cache_control(private=True, no_store=True)
"""For views of what may be withdrawn at any moment: nobody keeps a copy (RFC 9111 § 5.2.2.5)."""
