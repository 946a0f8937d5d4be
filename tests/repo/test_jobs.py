"""Every background job asks again, when it runs, whether whoever it is done for, or in whose name, still may.

`ASKING` has a row for each: how it is asked for, who that is, and what is there afterwards. Between asking and running they are
deactivated, or their role is taken: nothing is changed, nothing is written to them or in their name, and where there is a record
or a history, it says why. `ANSWERS_NOBODY` are the jobs that are done for nobody of ours, each with the reason.
"""

import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.base import Task

import covalue
from covalue.accounts import actions as accounts
from covalue.accounts.models import Account, Attachment, Membership
from covalue.action_items import actions as action_items
from covalue.analytics.lifetime.faults import Fault, LifetimeError
from covalue.contributions.models import Contribution
from covalue.contributions.tests import samples as contributions
from covalue.conversations.models import Conversation
from covalue.core import scanning
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.demo import build
from covalue.demo import queries as demo
from covalue.demo.models import SampleData, SampleState
from covalue.handovers import actions as handovers
from covalue.ledger import queries as ledger
from covalue.ledger.models import Import
from covalue.lifetime import computing
from covalue.lifetime.models import Fit
from covalue.lifetime.rules import Settings
from covalue.masterdata import actions as masterdata
from covalue.masterdata.models import FileImport
from covalue.masterdata.rules import Noun
from covalue.notices import actions as notices
from covalue.notices.rules import Often
from covalue.people import actions as people
from covalue.people import queries as users
from covalue.people.models import Invitation, User
from covalue.people.rules import Role
from covalue.portal import actions as portal
from covalue.portal.rules import ItemKind
from covalue.portfolio import figures
from covalue.positioning.models import PositionRequest
from covalue.positioning.tests import samples as positions
from covalue.selection.models import Letter
from covalue.selection.tests import samples
from covalue.sources import actions as sources
from covalue.sources.models import Source
from covalue.sources.rules import Sharing
from covalue.sources.tests.files import SIGNE, calendar, event
from covalue.sources.tests.files import people as attendees
from covalue.standing.models import AssessmentRequest
from covalue.standing.tests import samples as standing
from covalue.value.models import SignatureRequest
from covalue.value.tests.test_signing import ask, claim, sign
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db
TAKEN = ("deactivated", "without a role", "of another role")
MAIL = "somebody@halden.example"


@dataclass(frozen=True)
class Asked:
    """A job that waits: its arguments, for whom, what of ours is there, and where it says why it was not done."""

    args: tuple[Any, ...]
    user: User
    there: Callable[[], object] = lambda: None
    said: Callable[[], str] | None = None


@dataclass(frozen=True)
class Job:
    """How a job comes to wait. `by` are the ways of losing what it takes; `role` is the one they have afterwards."""

    wait: Callable[[World, Path, pytest.MonkeyPatch], Asked]
    by: tuple[str, ...] = TAKEN
    role: Role = Role.ADMINISTRATOR


def acts(world: World, role: Role) -> Actor:
    return Actor(world.user(role), "test")


def history(verb: str) -> Callable[[], str]:
    return lambda: " ".join(Event.objects.filter(verb=verb).values_list("verb", flat=True))


def requested(world: World) -> SignatureRequest:
    accounts.edit_contact(US, contact=world.signe, email=MAIL, now=NOW)
    return ask(world, claim(world), now=timezone.now())


def held_request(world: World) -> SignatureRequest:
    accounts.edit_contact(acts(world, Role.SAM), contact=world.signe, email=MAIL, now=NOW)
    return ask(world, claim(world), now=timezone.now())


def waits_to_be_sent(world: World, _folder: Path, _patch: pytest.MonkeyPatch) -> Asked:
    request = requested(world)
    return Asked((request.pk, False), world.user(Role.SAM), said=history("ended request in no name"))


def waits_to_be_reminded(world: World, _folder: Path, _patch: pytest.MonkeyPatch) -> Asked:
    request = requested(world)
    SignatureRequest.objects.update(asked_at=timezone.now() - timedelta(days=5))
    reminders = lambda: SignatureRequest.objects.get().reminders  # noqa: E731
    return Asked((request.pk,), world.user(Role.SAM), reminders, history("left out reminder"))


def waits_to_be_confirmed(world: World, _folder: Path, _patch: pytest.MonkeyPatch) -> Asked:
    return Asked((held_request(world).pk,), world.user(Role.TEAM_MEMBER))


def assessment_request(world: World, by: Actor) -> AssessmentRequest:
    now = timezone.now()
    return standing.opened(world.energy, contacts=[world.signe], actor=by, now=now).requests.get()


def waits_to_be_asked_to_assess(world: World, _folder: Path, _patch: pytest.MonkeyPatch) -> Asked:
    request, said = assessment_request(world, acts(world, Role.SAM)), "ended assessment request in no name"
    return Asked((request.pk, False), world.user(Role.SAM), said=history(said))


def waits_to_be_reminded_to_assess(world: World, _folder: Path, _patch: pytest.MonkeyPatch) -> Asked:
    request = assessment_request(world, acts(world, Role.SAM))
    AssessmentRequest.objects.update(asked_at=timezone.now() - timedelta(days=5))
    reminders = lambda: AssessmentRequest.objects.get().reminders  # noqa: E731
    return Asked((request.pk,), world.user(Role.SAM), reminders, history("left out assessment reminder"))


def waits_for_an_address_to_assess(world: World, _folder: Path, _patch: pytest.MonkeyPatch) -> Asked:
    accounts.edit_contact(acts(world, Role.SAM), contact=world.signe, email=MAIL, now=NOW)
    return Asked((assessment_request(world, acts(world, Role.SAM)).pk,), world.user(Role.TEAM_MEMBER))


def waits_to_tell_of_another_address(world: World, _folder: Path, _patch: pytest.MonkeyPatch) -> Asked:
    request = assessment_request(world, acts(world, Role.SAM))
    AssessmentRequest.objects.update(revoked_at=NOW)
    return Asked((request.pk,), world.user(Role.SAM))


def position_request(world: World, by: Actor) -> PositionRequest:
    return positions.asked(world.energy, world.signe, actor=by, now=timezone.now())


def waits_to_be_asked_where_we_stand(world: World, _folder: Path, _patch: pytest.MonkeyPatch) -> Asked:
    request, said = position_request(world, acts(world, Role.SAM)), "ended position request in no name"
    return Asked((request.pk, False), world.user(Role.SAM), said=history(said))


def waits_to_be_reminded_where_we_stand(world: World, _folder: Path, _patch: pytest.MonkeyPatch) -> Asked:
    request = position_request(world, acts(world, Role.SAM))
    PositionRequest.objects.update(asked_at=timezone.now() - timedelta(days=5))
    reminders = lambda: PositionRequest.objects.get().reminders  # noqa: E731
    return Asked((request.pk,), world.user(Role.SAM), reminders, history("left out position reminder"))


def waits_for_an_address_to_ask_where_we_stand(world: World, _folder: Path, _patch: pytest.MonkeyPatch) -> Asked:
    accounts.edit_contact(acts(world, Role.SAM), contact=world.signe, email=MAIL, now=NOW)
    return Asked((position_request(world, acts(world, Role.SAM)).pk,), world.user(Role.TEAM_MEMBER))


def waits_to_tell_that_the_question_ended(world: World, _folder: Path, _patch: pytest.MonkeyPatch) -> Asked:
    request = position_request(world, acts(world, Role.SAM))
    PositionRequest.objects.update(revoked_at=NOW)
    return Asked((request.pk,), world.user(Role.SAM))


def waits_to_tell(**changes: Any) -> Callable[[World, Path, pytest.MonkeyPatch], Asked]:
    """Something about a request that who asked is told."""

    def wait(world: World, _folder: Path, _patch: pytest.MonkeyPatch) -> Asked:
        request = requested(world)
        SignatureRequest.objects.update(**changes)
        return Asked((request.pk,), world.user(Role.SAM))

    return wait


def waits_to_tell_of_leaving(world: World, _folder: Path, _patch: pytest.MonkeyPatch) -> Asked:
    request = requested(world)
    accounts.edit_contact(US, contact=world.signe, departed_on=TODAY, now=NOW)
    return Asked((request.pk,), world.user(Role.SAM))


def waits_to_tell_of_a_signature(world: World, _folder: Path, _patch: pytest.MonkeyPatch) -> Asked:
    accounts.edit_contact(US, contact=world.signe, email=MAIL, now=NOW)
    return Asked((sign(ask(world, claim(world))).pk,), world.user(Role.SAM))


def waits_to_take_effect(world: World, _folder: Path, _patch: pytest.MonkeyPatch) -> Asked:
    ines = acts(world, Role.SAM)
    accounts.edit(US, account=world.group, owner=ines.user, now=NOW)
    day = TODAY + timedelta(days=5)
    planned = handovers.hand_over(ines, accounts=[world.group], taker=world.stranger, holds_from=day, now=NOW)
    places = lambda: (  # noqa: E731
        Account.objects.get(pk=world.group.pk).owner_id,
        sorted(Membership.objects.filter(account=world.group).values_list("user", flat=True)),
    )
    return Asked((planned.pk,), world.user(Role.SAM), places, history("left account out of handover"))


def waits_to_tell_the_planner(world: World, _folder: Path, _patch: pytest.MonkeyPatch) -> Asked:
    ines = acts(world, Role.SAM)
    day = TODAY + timedelta(days=5)
    planned = handovers.hand_over(ines, accounts=[world.group], taker=world.stranger, holds_from=day, now=NOW)
    return Asked((planned.pk, [world.group.pk]), world.user(Role.SAM))


def waits_to_remind_the_owner(world: World, _folder: Path, _patch: pytest.MonkeyPatch) -> Asked:
    owner = world.user(Role.TEAM_MEMBER)
    action = action_items.add(US, account=world.energy, title="Call", owner=owner, now=NOW)
    return Asked((action.pk, "Ines"), owner)


def waits_to_write_the_day(world: World, _folder: Path, _patch: pytest.MonkeyPatch) -> Asked:
    owner = world.user(Role.TEAM_MEMBER)
    action_items.add(US, account=world.energy, title="Call", owner=owner, due_on=TODAY, now=NOW)
    row = notices.choose(Actor(owner, "test"), often=Often.DAILY, now=timezone.now())
    return Asked((row.pk, row.chain), owner)


def waits_for_a_meeting_to_be_held(world: World, _folder: Path, _patch: pytest.MonkeyPatch) -> Asked:
    accounts.edit_contact(US, contact=world.signe, email=SIGNE, now=NOW)
    owner, ahead = world.user(Role.SAM), timezone.now() + timedelta(seconds=1)
    held = event(f"DTSTART:{NOW:%Y%m%dT%H%M%SZ}", "DURATION:PT1H", "SUMMARY:Soon", *attendees(SIGNE))
    before = NOW - timedelta(days=1)
    sources.import_calendar(Actor(owner, "test"), owner=owner, files=[("work.ics", calendar(held))], now=before)
    source = Source.objects.get()
    sources.share(Actor(owner, "test"), source=source, sharing=Sharing.HEADLINE, now=before)
    Source.objects.update(look_again_at=ahead)
    talks = lambda: Conversation.objects.filter(removed_at=None).count()  # noqa: E731
    return Asked((source.pk, Source.objects.get().look_again_at.isoformat()), owner, talks)


def waits_to_tell_the_taker(world: World, _folder: Path, _patch: pytest.MonkeyPatch) -> Asked:
    done = handovers.hand_over(US, accounts=[world.group], taker=world.stranger, holds_from=TODAY, now=NOW)
    return Asked((done.pk,), world.stranger)


def waits_for_the_ledger(world: World, folder: Path, _patch: pytest.MonkeyPatch) -> Asked:
    file = folder / "sales.csv"
    file.write_text("customer,document,date,amount\nH-2,1,2026-01-05,1\n")
    mapping = {"fields": {name: name for name in ("customer", "document", "date", "amount")}}
    record = Import.objects.create(
        file_name=file.name, path=str(file), source="erp", mapping=mapping,
        asked_by=world.user(Role.ANALYST), asked_at=timezone.now(),
    )  # fmt: skip
    said = lambda: Import.objects.get().message  # noqa: E731
    return Asked((record.pk,), world.user(Role.ANALYST), lambda: ledger.table().version, said)


def _units(world: World, folder: Path) -> FileImport:
    file = folder / "accounts.csv"
    file.write_text("key,name\nNEW-1,New Corp\n")
    return FileImport.objects.create(
        noun=Noun.ACCOUNTS, file_name=file.name, path=str(file), source="crm", state="waiting",
        mapping={"key": "key", "name": "name"}, asked_by=world.user(Role.ANALYST), asked_at=timezone.now(),
    )  # fmt: skip


def _named() -> bool:
    return Account.objects.filter(name="New Corp").exists()


def _message() -> str:
    return FileImport.objects.get().message


def waits_for_accounts(world: World, folder: Path, _patch: pytest.MonkeyPatch) -> Asked:
    return Asked((_units(world, folder).pk,), world.user(Role.ANALYST), _named, _message)


def waits_to_take_them_back(world: World, folder: Path, _patch: pytest.MonkeyPatch) -> Asked:
    record = _units(world, folder)
    import_string("covalue.masterdata.tasks.run_import").call(record.pk)
    record.refresh_from_db()
    masterdata.ask_undo(acts(world, Role.ANALYST), record=record, now=timezone.now())
    return Asked((record.pk,), world.user(Role.ANALYST), _named, _message)


def waits_to_be_fitted(world: World, folder: Path, patch: pytest.MonkeyPatch) -> Asked:
    computed: list[int] = []

    def compute(*_args: object) -> object:
        computed.append(1)
        raise LifetimeError(Fault.NO_PURCHASES)

    patch.setattr(computing, "compute", compute)
    patch.setattr(figures, "version", lambda: 1)
    fit = Fit.objects.create(
        basis=figures.basis_now(), asked_by=world.user(Role.ANALYST), asked_at=timezone.now(),
        ledger_version=1, **vars(Settings()),
    )  # fmt: skip
    said = lambda: Fit.objects.get().message  # noqa: E731
    return Asked((fit.pk,), world.user(Role.ANALYST), lambda: len(computed), said)


def waits_for_sample_data(world: World, _folder: Path, patch: pytest.MonkeyPatch) -> Asked:
    patch.setattr(demo, "is_empty", lambda: True)
    patch.setattr(users, "somebody_works_here", lambda: False)
    patch.setattr(build, "build", lambda **_told: accounts.create(US, name="New Corp", now=NOW))
    adam = world.user(Role.ADMINISTRATOR)
    SampleData.objects.create(pk=1, state=SampleState.WAITING, asked_by=adam, asked_at=timezone.now())
    return Asked((), adam, _named, lambda: SampleData.objects.get().progress)


def waits_to_be_scanned(world: World, _folder: Path, patch: pytest.MonkeyPatch) -> Asked:
    upload = SimpleUploadedFile("a.txt", b"a")
    file = accounts.attach(acts(world, Role.SAM), account=world.energy, upload=upload, now=timezone.now())
    Attachment.objects.update(scan="waiting")
    patch.setattr(scanning, "configured", lambda: True)
    patch.setattr(scanning, "scan", lambda _content: scanning.Verdict("Bad.Thing"))
    return Asked((file.pk,), world.user(Role.SAM))


def waits_to_be_invited(world: World, _folder: Path, _patch: pytest.MonkeyPatch) -> Asked:
    accounts.edit_contact(US, contact=world.signe, email=MAIL, now=NOW)
    guest = portal.invite(acts(world, Role.SAM), account=world.energy, contact=world.signe, anyway=True, now=NOW)
    return Asked((guest.pk,), world.user(Role.SAM), Invitation.objects.count, history("ended invitation in no name"))


def waits_for_a_guests_address(world: World, _folder: Path, _patch: pytest.MonkeyPatch) -> Asked:
    ines = acts(world, Role.SAM)
    accounts.edit_contact(ines, contact=world.signe, email=MAIL, now=NOW)
    guest = portal.invite(ines, account=world.energy, contact=world.signe, anyway=True, now=NOW)
    return Asked((guest.pk,), world.user(Role.TEAM_MEMBER))


def waits_to_tell_of_a_proposal(world: World, _folder: Path, _patch: pytest.MonkeyPatch) -> Asked:
    accounts.edit_contact(US, contact=world.signe, email="greta@covalue.test", now=NOW)
    guest = portal.invite(acts(world, Role.SAM), account=world.energy, contact=world.signe, anyway=True, now=NOW)
    greta = acts(world, Role.CUSTOMER_GUEST)
    proposal = portal.propose(greta, guest=guest, kind=ItemKind.TARGET, title="Less noise", now=NOW)
    return Asked((proposal.pk,), world.user(Role.SAM))


def waits_to_be_reset(world: World, _folder: Path, _patch: pytest.MonkeyPatch) -> Asked:
    return Asked((world.user(Role.SAM).email, "test"), world.user(Role.SAM))


def waits_to_be_asked_to_rate(world: World, _folder: Path, _patch: pytest.MonkeyPatch) -> Asked:
    round = samples.opened(world)
    return Asked((samples.rater(world, round, Role.SAM).pk,), world.user(Role.SAM))


def _letter(world: World) -> Letter:
    found = samples.candidate(samples.closed(world), world.energy)
    return Letter.objects.create(
        candidate=found, subject="Energy", body="It is", to=[{"id": world.user(Role.SAM).pk, "name": "", "email": ""}],
        sent_by=world.user(Role.PROGRAM_DIRECTOR), sent_at=NOW,
    )  # fmt: skip


def waits_to_be_told_of_a_decision(world: World, _folder: Path, _patch: pytest.MonkeyPatch) -> Asked:
    return Asked((_letter(world).pk,), world.user(Role.PROGRAM_DIRECTOR), said=history("left letter unsent"))


def waits_to_go_above(world: World, _folder: Path, _patch: pytest.MonkeyPatch) -> Asked:
    row = contributions.ask(world, world.energy)
    Contribution.objects.filter(pk=row.pk).update(said_at=timezone.now() - timedelta(days=14))
    return Asked((row.pk,), world.user(Role.EXECUTIVE_SPONSOR))


ASKING = {
    "covalue.accounts.tasks.scan_file": Job(waits_to_be_scanned),
    "covalue.action_items.tasks.write_to_owner": Job(waits_to_remind_the_owner, TAKEN[:2]),  # any role owes
    "covalue.contributions.tasks.look_above": Job(waits_to_go_above),
    "covalue.demo.tasks.load_sample": Job(waits_for_sample_data, role=Role.TEAM_MEMBER),
    "covalue.notices.tasks.send_day": Job(waits_to_write_the_day, TAKEN[:2]),  # any role has a day
    "covalue.handovers.tasks.make_hold": Job(waits_to_take_effect),
    "covalue.handovers.tasks.tell_planner": Job(waits_to_tell_the_planner),
    "covalue.handovers.tasks.write_to_taker": Job(waits_to_tell_the_taker),
    "covalue.ledger.tasks.run_import": Job(waits_for_the_ledger),
    "covalue.lifetime.tasks.run_fit": Job(waits_to_be_fitted, TAKEN[:2]),  # it takes any role
    "covalue.masterdata.tasks.run_import": Job(waits_for_accounts),
    "covalue.masterdata.tasks.run_undo": Job(waits_to_take_them_back),
    "covalue.people.tasks.send_reset": Job(waits_to_be_reset, TAKEN[:2]),  # any role signs in
    "covalue.portal.tasks.ask_to_confirm": Job(waits_for_a_guests_address),
    "covalue.portal.tasks.send_invitation": Job(waits_to_be_invited),
    "covalue.portal.tasks.tell_of_proposal": Job(waits_to_tell_of_a_proposal),
    "covalue.positioning.tasks.ask_to_confirm": Job(waits_for_an_address_to_ask_where_we_stand),
    "covalue.positioning.tasks.remind": Job(waits_to_be_reminded_where_we_stand),
    "covalue.positioning.tasks.send_request": Job(waits_to_be_asked_where_we_stand),
    "covalue.positioning.tasks.tell_of_change": Job(waits_to_tell_that_the_question_ended),
    "covalue.selection.tasks.ask_rater": Job(waits_to_be_asked_to_rate, TAKEN[:2]),  # a rater may have any role
    "covalue.selection.tasks.send_letter": Job(waits_to_be_told_of_a_decision),
    "covalue.sources.tasks.look_again": Job(waits_for_a_meeting_to_be_held),
    "covalue.standing.tasks.ask_to_confirm": Job(waits_for_an_address_to_assess),
    "covalue.standing.tasks.remind": Job(waits_to_be_reminded_to_assess),
    "covalue.standing.tasks.send_request": Job(waits_to_be_asked_to_assess),
    "covalue.standing.tasks.tell_of_change": Job(waits_to_tell_of_another_address),
    "covalue.value.tasks.ask_to_confirm": Job(waits_to_be_confirmed),
    "covalue.value.tasks.remind": Job(waits_to_be_reminded),
    "covalue.value.tasks.send_receipt": Job(waits_to_tell_of_a_signature),
    "covalue.value.tasks.send_request": Job(waits_to_be_sent),
    "covalue.value.tasks.tell_of_change": Job(waits_to_tell(revoked_at=NOW)),
    "covalue.value.tasks.tell_of_expiry": Job(waits_to_tell()),
    "covalue.value.tasks.tell_of_leaving": Job(waits_to_tell_of_leaving),
    "covalue.value.tasks.tell_of_merging": Job(waits_to_tell(revoked_at=NOW)),
    "covalue.value.tasks.tell_of_missing": Job(waits_to_tell()),
    "covalue.value.tasks.tell_of_return": Job(waits_to_tell(declined_at=NOW, declined_words="not me")),
}
ANSWERS_NOBODY = {
    "covalue.ledger.tasks.discard_abandoned": "a file nobody started goes after the stated days, whoever sent it",
    "covalue.masterdata.tasks.discard_abandoned": "a file nobody started goes after the stated days, whoever sent it",
    "covalue.people.tasks.send_notice": "whoever had the account hears that the way into it was changed, also when they are out",
    "covalue.sources.tasks.read_source": "what is read is the owner's alone; what is shared of it asks again, and who left is not read",
    "covalue.value.tasks.send_code": "the contact asks for it themselves, by the link that was sent to them",
}
TRIED = [(name, way) for name, job in ASKING.items() for way in job.by]


def registered() -> Iterator[str]:
    """The path of every task of every package."""
    for package in pkgutil.iter_modules(covalue.__path__):
        name = f"covalue.{package.name}.tasks"
        if package.ispkg and find_spec(name) is not None:
            yield from (one.module_path for one in vars(import_module(name)).values() if isinstance(one, Task))


def test_every_job_has_its_row() -> None:
    assert sorted(set(registered())) == sorted({**ASKING, **ANSWERS_NOBODY})


def run(name: str, asked: Asked) -> tuple[object, object]:
    """What was there before and after the job ran."""
    mail.outbox.clear()
    before = asked.there()
    import_string(name).call(*asked.args)
    return before, asked.there()


def reached(user: User) -> bool:
    """Whether anything was written to them, or with them to answer to."""
    return any(user.email in [*letter.to, *letter.reply_to] for letter in mail.outbox)


@pytest.mark.parametrize("name", ASKING)
def test_it_is_done_for_whoever_may(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    asked = ASKING[name].wait(world, tmp_path, monkeypatch)
    before, after = run(name, asked)
    assert before != after or reached(asked.user)
    if asked.said is not None and "tasks.run_fit" not in name:
        assert "no longer" not in asked.said() and "in no name" not in asked.said()


@pytest.mark.parametrize(("name", "way"), TRIED)
def test_it_is_not_for_whoever_lost_it_meanwhile(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, way: str
) -> None:
    job = ASKING[name]
    asked = job.wait(world, tmp_path, monkeypatch)
    if way == "deactivated":
        User.objects.filter(pk=asked.user.pk).update(deactivated_at=NOW)
    elif way == "without a role":
        asked.user.grants.all().delete()
    else:
        asked.user.grants.all().delete()
        people.grant_roles(US, [(asked.user, [job.role])], now=NOW)
    before, after = run(name, asked)
    assert before == after and not reached(asked.user)
    assert asked.said is None or asked.said()
