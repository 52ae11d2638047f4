"""Who belongs to the programme, from a CSV file: first what would happen, then that it does."""

from people.roster.carrying_out import apply
from people.roster.planning import Plan, Row, plan

__all__ = ["Plan", "Row", "apply", "plan"]
