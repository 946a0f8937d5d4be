"""After asking, the page says who was asked and until when; the case says whom it waits for."""

import re
from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from covalue.people.rules import Role
from covalue.value.cases.readiness import CaseGap
from covalue.value.models import SignatureRequest
from covalue.value.rules import Answer
from covalue.value.tests.test_actions import case
from covalue.value.tests.test_signing import BOTH, ask, sign, signer
from tests.world import World

__all__ = ["signer"]


def test_asking_is_answered_with_who_was_asked(signer: World, signed_in: Callable[..., Client]) -> None:
    found, sam = case(signer, BOTH), signed_in(signer.user(Role.SAM))
    typed = {"contact": signer.signe.pk, "days": 30, "without": [gap.value for gap in CaseGap]}
    page = sam.post(reverse("value:ask-case", args=[found.pk]), typed, follow=True)
    said = re.sub(r"\s+", " ", strip_tags(page.content.decode()))
    held = SignatureRequest.objects.get().held
    sentence = "is asked by email as soon as" if held else "was asked by email and can answer until"
    assert f"Signe Dahl {sentence}" in said


def test_an_agreed_case_says_whom_it_waits_for_beside_what_comes_next(
    signer: World, signed_in: Callable[..., Client]
) -> None:
    found, sam = case(signer, BOTH), signed_in(signer.user(Role.SAM))
    sign(ask(signer, found), Answer.AGREE)
    ask(signer, found, contact=signer.jon)
    said = re.sub(r"\s+", " ", strip_tags(sam.get(reverse("value:case", args=[found.pk])).content.decode()))
    assert said.count("What comes next:") == 1 and "Jon Ek was asked and can answer until" in said
