"""What Schemathesis cannot know of our API from the document alone. schemathesis.toml loads this.

Only single failures are dismissed here, each by its reason; no check is switched off.
"""

import json
import re
import uuid

import schemathesis

# Rules that no JSON Schema can state: they depend on what is stored, on the clock, or on two values at once.
# A 422 whose errors are all of this kind is right even for a body that the schema allows.
BEYOND_SCHEMA = re.compile(
    r"^must be the id( or slug)? of "
    r"|^must be an article in another language$"
    r"|^is the id of another block too$"
    r"|^must be on a tick"
    r"|^a reprint must state "
    r"|^must not be the (article|tag) itself"
    r"|^must be an IANA time zone"
    r"|^must have at least one letter or digit$"
    r"|^holds a NUL character"
    r"|^must be an instant in the future$"
    r"|^cannot be given together with "
    r"|^names .+, which articles do not have; "
    r"|^must be an instant such as .+ or a date such as "
    r"|^must have something to look for: "
    r"|^must be a month that has ended"
    r"|^must name tags or top; "
    r"|^is for format=json only$"
    r"|^must not be greater than the newest change, "
    r"|^must leave at most 366 days up to "
    r"|^must not be later than `to`$"
    r"|^must be one of https?://"
    r"|^must be an (absolute )?https address$"
    r"|^must not (hold a user name|have a fragment|be a private)"
    r"|^must have a (port of the web|host with a public name)"
)

# An Idempotency-Key as the document asks for it.
KEY = re.compile(r'^"[\x20\x21\x23-\x5b\x5d-\x7e]{1,255}"$')

# Schemathesis adds this field to every map, also where `propertyNames` allows only language tags.
MADE_UP_FIELD = re.compile(r"/(names?|labels)/x-schemathesis-additional$")


@schemathesis.serializer("application/x-ndjson")
def ndjson(ctx, value):
    """The document describes the lines as one string, so that is what is sent."""
    return {"data": value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")}


@schemathesis.hook
def before_call(context, case, kwargs):
    """A key of an idempotent request is for one request; examples and generated values come more than once."""
    key = (case.headers or {}).get("Idempotency-Key")
    if key is not None and KEY.match(str(key)):
        case.headers["Idempotency-Key"] = f'"{uuid.uuid4()}"'


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Says whether a failure is one."""
    if failure.code == "ST202":
        return not refused_for_a_reason_beyond_the_schema(response) and not made_up_a_wrong_key(case)
    if failure.code == "ST201":
        return not only_a_text_body_is_wrong(case)
    return True


def refused_for_a_reason_beyond_the_schema(response):
    try:
        problem = json.loads(response.content)
    except ValueError:
        return False
    name = problem.get("type", "").rsplit("/", 1)[-1]
    if name == "invalid-cursor":
        return True  # Only the server makes cursors, each for one query.
    errors = problem.get("errors", [])
    return (
        name in ("invalid-body", "invalid-parameter")
        and len(errors) > 0
        and all(BEYOND_SCHEMA.search(error["detail"]) or MADE_UP_FIELD.search(error.get("pointer", "")) for error in errors)
    )


def made_up_a_wrong_key(case):
    """Schemathesis sends the key 0 as a valid one, although the pattern in the document wants double quotes."""
    key = (case.headers or {}).get("Idempotency-Key")
    return key is not None and not KEY.match(str(key))


def only_a_text_body_is_wrong(case):
    """A body of "the wrong type" is sent as its text, and any text may be a page: the import's report says if it is."""
    if case.media_type not in ("text/plain", "text/html", "application/x-ndjson"):
        return False
    negative = [str(getattr(location, "name", location)).lower() for location, part in case.meta.components.items() if part.mode.is_negative]
    return negative == ["body"]
