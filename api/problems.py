"""Errors in words and in the form of RFC 9457 (problem details)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, Throttled, ValidationError

CONTENT_TYPE = "application/problem+json"


class Problem(Schema):
    """What went wrong. `detail` says it in a sentence; `errors` names the parameters that can't be used."""

    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] | None = None


class ProblemError(Exception):
    """What was asked can't be answered, for a reason in a sentence."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


def respond(status: int, detail: str, **more: Any) -> HttpResponse:
    content = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return JsonResponse(
        content, status=status, content_type=CONTENT_TYPE, headers={"Cache-Control": "private, no-store"}
    )


def register(api: NinjaAPI) -> None:
    """Have `api` answer with problem details."""

    @api.exception_handler(AuthenticationError)
    def not_known(request: HttpRequest, error: Exception) -> HttpResponse:
        response = respond(
            401, "Send a key that is valid: “Authorization: Bearer samling_…”. Make one on your page in the archive."
        )
        response["WWW-Authenticate"] = 'Bearer realm="Samling"'
        return response

    @api.exception_handler(Throttled)
    def too_many(request: HttpRequest, error: Throttled) -> HttpResponse:
        response = respond(429, f"Too many requests with this key. Try again in {error.wait} seconds.")
        response["Retry-After"] = str(error.wait)
        return response

    @api.exception_handler(ValidationError)
    def not_usable(request: HttpRequest, error: ValidationError) -> HttpResponse:
        errors = [{"parameter": str(each["loc"][-1]), "detail": str(each["msg"])} for each in error.errors]
        return respond(422, "A parameter can't be used.", errors=errors)

    @api.exception_handler(Http404)
    def not_there(request: HttpRequest, error: Http404) -> HttpResponse:
        return respond(404, "There is no such item, or it is not for you.")

    @api.exception_handler(ProblemError)
    def other(request: HttpRequest, error: ProblemError) -> HttpResponse:
        return respond(error.status, str(error))


def no_such_address(request: HttpRequest, rest: str) -> HttpResponse:
    return respond(404, "There is nothing at this address. /api/v1/openapi.json says what there is.")
