"""Idempotency keys: a request sent twice, because nobody heard the answer, changes once.

Draft: draft-ietf-httpapi-idempotency-key-header. A key is claimed in a transaction of its own, so that a second request
sees it at once; the answer is kept in the transaction of the change itself, so that both are there or neither is. A
claim whose process died is taken over after a while: had its change been made, its answer would be there.
"""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.api.models import KeptAnswer
from covalue.core import errors, events
from covalue.core.person import Person
from covalue.people.models import User

HEADER: Final = "Idempotency-Key"
KEPT_FOR: Final = timedelta(hours=24)
GIVEN_UP_AFTER: Final = timedelta(seconds=20)  # safe at any length: who lost the claim undoes their change
LONGEST_KEY: Final = 200
KEY: Final = re.compile(r"[!-~]{1,200}")
KEPT_HEADERS: Final = ("Content-Type", "ETag", "Location")

Answer = Callable[[], HttpResponseBase]


def once(request: HttpRequest, user: User, change: Answer, *, now: datetime) -> HttpResponseBase:
    """Do `change` in a transaction, or repeat what it was answered when this key first came.

    `BadInput` if the key came with another request, `WrongState` while the first is still being worked on. Refusals are
    not kept: they changed nothing, and the same key may bring the corrected request.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return in_one_transaction(change)
    if not KEY.fullmatch(key):
        raise errors.BadInput(_("An idempotency key has 1 to 200 printable characters and no spaces."), field=HEADER)
    kept_answer = _claim(user, key, _fingerprint(request), now)
    if kept_answer.status is not None:
        _guard_still_read(user, kept_answer)
        return _repeated(kept_answer)
    try:
        return in_one_transaction(lambda: _keep(kept_answer, change(), getattr(request, "request_id", "")))
    finally:
        KeptAnswer.objects.filter(pk=kept_answer.pk, claimed_at=kept_answer.claimed_at, status=None).delete()


def forget(person: Person) -> None:
    """Take a person out of kept answers: a repeated request hears what is left of them."""
    for kept_answer in KeptAnswer.objects.exclude(body="").iterator(chunk_size=200):
        body = _without(person, kept_answer.body)
        if body != kept_answer.body:
            kept_answer.body = body
            kept_answer.save(update_fields=["body"])


def in_one_transaction(change: Answer) -> HttpResponseBase:
    """A refusal undoes whatever was done before it."""
    with transaction.atomic():
        answer = change()
        if answer.status_code >= 400:
            transaction.set_rollback(True)
    return answer


def _claim(user: User, key: str, fingerprint: str, now: datetime) -> KeptAnswer:
    """The key for us alone, or what it was answered before."""
    KeptAnswer.objects.filter(claimed_at__lt=now - KEPT_FOR).delete()
    KeptAnswer.objects.filter(user=user, key=key, status=None, claimed_at__lt=now - GIVEN_UP_AFTER).delete()
    try:
        with transaction.atomic():
            return KeptAnswer.objects.create(user=user, key=key, fingerprint=fingerprint, claimed_at=now)
    except IntegrityError:
        kept_answer = KeptAnswer.objects.filter(user=user, key=key).first()
    if kept_answer is not None and kept_answer.fingerprint != fingerprint:
        raise errors.BadInput(
            _("This idempotency key was already used for another request. Use a new one."), field=HEADER
        )
    if kept_answer is None or kept_answer.status is None:
        raise errors.WrongState(_("The same request is still being processed. Try again in a moment."))
    return kept_answer


def _guard_still_read(user: User, kept_answer: KeptAnswer) -> None:
    """An answer is told again to who may still read it: with the rights of then, and where an account of it is still theirs."""
    if not set(kept_answer.roles.split()) <= user.roles:
        raise errors.NotAllowed(_("You have another role since this was done. Read what is there now."))
    about = {
        int(account) for account in events.streams_of(kept_answer.request, "account", since=kept_answer.claimed_at)
    }
    if about and not accounts.visible_to(user).filter(pk__in=about).exists():
        raise errors.NotFound()


def _keep(kept_answer: KeptAnswer, answer: HttpResponseBase, request_id: str) -> HttpResponseBase:
    """Write the answer beside the change. Who lost the claim meanwhile undoes their change."""
    if answer.status_code >= 400 or not isinstance(answer, HttpResponse):
        return answer
    body = answer.content.decode()
    headers = {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}
    ours = KeptAnswer.objects.filter(pk=kept_answer.pk, claimed_at=kept_answer.claimed_at, status=None)
    if getattr(answer, "holds_secret", False):
        body, headers = "", {}
    known = {"request": request_id, "roles": " ".join(sorted(kept_answer.user.roles))}
    if not ours.update(status=answer.status_code, headers=headers, body=body, **known):
        raise errors.WrongState(_("The same request was processed twice; this one was undone."))
    return answer


def _repeated(kept_answer: KeptAnswer) -> HttpResponse:
    if kept_answer.status != 204 and not kept_answer.body:
        raise errors.WrongState(_("This has already been done. Its answer contained a secret that is shown only once."))
    answer = HttpResponse(kept_answer.body, status=kept_answer.status)
    for name, value in kept_answer.headers.items():
        answer.headers[name] = value
    answer.headers["Idempotent-Replayed"] = "true"
    return answer


def _without(person: Person, body: str) -> str:
    try:
        content = json.loads(body)
    except ValueError:
        return str(person.out_of(body))
    return json.dumps(person.out_of(content), ensure_ascii=False) if person.is_in(content) else body


def _fingerprint(request: HttpRequest) -> str:
    """The whole request in one digest: address, query and body; of an upload its fields and files."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if not (request.content_type or "").startswith("multipart/"):
        digest.update(request.body)
        return digest.hexdigest()
    for name, values in sorted(request.POST.lists()):
        digest.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            assert isinstance(file, UploadedFile)
            digest.update(repr((name, file.name)).encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.hexdigest()
