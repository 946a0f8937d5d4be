"""Run by the peer's own Python: one organisation with its contacts, then clones of them. Prints the first one's id."""

import sys
import uuid

import django

django.setup()

from creme import persons
from creme.creme_core.models import CremeEntity, Relation
from django.contrib.auth import get_user_model
from django.db import connection, models, transaction

Organisation, Contact = persons.get_organisation_model(), persons.get_contact_model()
EMPLOYED = "persons-subject_employed_by"


def main(accounts: int, contacts: int) -> None:
    root = get_user_model().objects.get(username="root")
    root.set_password("root")
    root.save()
    connection.connection.create_function("fresh_uuid", 0, lambda: uuid.uuid4().hex)
    with transaction.atomic():
        organisation = Organisation.objects.create(user=root, name="Account 000000")
        contact = Contact.objects.create(user=root, first_name="Contact", last_name="000000 0")
        relation = Relation.objects.create(
            user=root, subject_entity=contact, type_id=EMPLOYED, object_entity=organisation
        )
        top = CremeEntity.objects.aggregate(top=models.Max("id"))["top"]
        clone(organisation, accounts - 1, first=top + 1, name="'Account ' || printf('%06d', n + 1)")
        people = top + accounts
        clone(
            contact, accounts * contacts - 1, first=people,
            last_name=f"printf('%06d', (n + 1) / {contacts}) || ' ' || ((n + 1) % {contacts})",
        )  # fmt: skip
        employ(relation, accounts, contacts, organisation, contact, first_account=top + 1, first_contact=people)
    print(organisation.pk)


def clone(entity: CremeEntity, count: int, *, first: int, **changed: str) -> None:
    """`count` copies of this entity, its row and its parent's, with ids from `first`; `changed` are expressions over n."""
    name = next(iter(changed.values()))
    base = {"id": f"{first} + n", "uuid": "fresh_uuid()", "header_filter_search_field": name}
    copy(CremeEntity, entity.pk, count, base)
    copy(type(entity), entity.pk, count, {"cremeentity_ptr_id": f"{first} + n", **changed})


def copy(model: type[models.Model], pk: int, count: int, changed: dict[str, str]) -> None:
    columns = [field.column for field in model._meta.local_concrete_fields]
    wanted = ", ".join(changed.get(column, f'"{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    run(
        f"INSERT INTO {model._meta.db_table} ({names}) SELECT {wanted} FROM {model._meta.db_table}, "
        f"{numbers(count)} WHERE {model._meta.pk.column} = {pk}"
    )


def employ(relation, accounts, contacts, organisation, contact, *, first_account, first_contact) -> None:
    """Every contact works for its organisation: a pair of relations each, as the product itself writes them."""
    top = Relation.objects.aggregate(top=models.Max("id"))["top"]
    count = accounts * contacts - 1
    person = f"{first_contact} + n"
    company = f"CASE WHEN n + 1 < {contacts} THEN {organisation.pk} ELSE {first_account} + (n + 1) / {contacts} - 1 END"
    there, back = f"{top} + 1 + 2 * n", f"{top} + 2 + 2 * n"
    for pk, own, other, subject, target in (
        (relation.pk, there, back, person, company),
        (relation.symmetric_relation_id, back, there, company, person),
    ):
        copy(
            Relation, pk, count,
            {"id": own, "symmetric_relation_id": other, "subject_entity_id": subject, "object_entity_id": target},
        )  # fmt: skip


def numbers(count: int) -> str:
    """A table of n from 0 to count - 1."""
    return (
        f"(WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n + 1 < {count}) "
        f"SELECT n FROM s WHERE n < {count})"
    )


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


main(int(sys.argv[1]), int(sys.argv[2]))
