"""A statement tells which tables it reads or writes, and of whose rows alone."""

from itertools import product

import pytest
from django.apps import apps
from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db.models import Q
from hypothesis import given
from hypothesis import strategies as st

from covalue.core import statements

Contact = apps.get_model("accounts.Contact")
CONTACTS = Contact._meta.db_table


@pytest.mark.parametrize(
    ("statement", "reads", "writes"),
    [
        ('SELECT "a"."id" FROM "accounts" "a" INNER JOIN "people" ON ("a"."name" = "people"."name") WHERE x IN (SELECT 1 FROM "team" U0)', {"accounts", "people", "team"}, set()),
        ("SELECT count(*) FROM accounts LEFT OUTER JOIN people USING (id)", {"accounts", "people"}, set()),
        ('SELECT 1 FROM "accounts" FOR UPDATE', {"accounts"}, set()),
        ('INSERT INTO "accounts" ("name") SELECT "name" FROM "people"', set(), {"accounts+"}),
        ('INSERT OR IGNORE INTO "accounts" ("name") VALUES (%s)', set(), {"accounts+"}),
        ('UPDATE "accounts" SET "name" = (SELECT "name" FROM "people")', set(), {"accounts"}),
        ('DELETE FROM "accounts" WHERE "id" IN (SELECT "id" FROM "people")', set(), {"accounts"}),
        ('WITH old AS (SELECT "id" FROM "people") DELETE FROM "accounts" WHERE 1', set(), {"accounts"}),
        ('UPDATE "django_session" SET "expire_date" = %s', set(), set()),
        ("SAVEPOINT s1", set(), set()),
    ],
)  # fmt: skip
def test_a_statement_tells_its_tables(statement: str, reads: set[str], writes: set[str]) -> None:
    assert statements.of(statement).tables(()) == (reads, writes)


@pytest.mark.parametrize(
    ("statement", "params", "reads", "writes"),
    [
        ('SELECT "a"."id" FROM "a" WHERE "a"."account_id" = %s', [27], {"a@27"}, set()),
        ('SELECT 1 FROM "a" WHERE ("a"."done" IS NULL AND "a"."account_id" IN (%s, %s)) LIMIT 1', [2, 3], {"a@2", "a@3"}, set()),
        ('SELECT (SELECT 1 FROM "b" U0 WHERE (U0."x" = %s)), CASE WHEN "a"."d" = %s THEN %s END FROM "a" WHERE ("a"."due" > %s AND "a"."account_id" = %s) ORDER BY "a"."id"', [1, 2, 3, 4, 27], {"a@27", "b"}, set()),
        ('SELECT 1 FROM "core_event" WHERE "core_event"."stream" = %s', ["account:27"], {"core_event@account:27"}, set()),
        ('SELECT 1 FROM "a" WHERE ("a"."account_id" = %s OR "a"."owner_id" = %s)', [27, 1], {"a"}, set()),
        ('SELECT 1 FROM "a" WHERE NOT ("a"."account_id" = %s AND "a"."x" = %s)', [27, 1], {"a"}, set()),
        ('SELECT 1 FROM "a" WHERE ("a"."x" = %s AND ("a"."account_id" = %s OR "a"."y" = %s))', [1, 27, 2], {"a"}, set()),
        ('SELECT 1 FROM "a" WHERE ("a"."account_id" = %s AND EXISTS(SELECT 1 FROM "a" U0 WHERE U0."x" = %s))', [27, 1], {"a"}, set()),
        ('SELECT 1 FROM "a" WHERE "a"."account_id" = %s UNION SELECT 1 FROM "b"', [27], {"a", "b"}, set()),
        ('SELECT 1 FROM "b" T3 WHERE T3."account_id" = %s', [27], {"b"}, set()),
        ('SELECT 1 FROM "a" WHERE ("a"."account_id" = %s) = ("a"."x" = %s AND "a"."y" = %s)', [27, 1, 1], {"a"}, set()),
        ('SELECT 1 FROM "a" WHERE "a"."account_id" = %s AND CASE WHEN "a"."x" THEN %s ELSE %s END', [27, 1, 0], {"a"}, set()),
        ('SELECT 1 FROM "a" INNER JOIN "b" ON ("a"."b_id" = "b"."id") LEFT OUTER JOIN "c" T4 ON ("a"."c_id" = T4."id")', [], {"a", "b#", "c#"}, set()),
        ('SELECT 1 FROM "a" INNER JOIN "b" ON ("a"."id" = "b"."a_id")', [], {"a", "b"}, set()),
        ('SELECT 1 FROM "a" INNER JOIN "b" ON ("a"."b_id" = "b"."id") WHERE EXISTS(SELECT 1 FROM "b" U0)', [], {"a", "b"}, set()),
        ('INSERT INTO "a" ("x", "account_id") VALUES (%s, %s), (%s, %s) RETURNING "a"."id"', [1, 27, 1, 28], set(), {"a@27", "a@28"}),
        ('INSERT INTO "a" ("x", "account_id") VALUES (%s, NULL), (%s, NULL)', [1, 27], set(), {"a+"}),
        ('INSERT INTO "a" ("x", "account_id") VALUES (%s, %s) ON CONFLICT ("id") DO UPDATE SET "x" = (1)', [1, 27], set(), {"a"}),
        ('INSERT INTO "a" ("x", "account_id") VALUES (%s, %s)', ["x", "2'7"], set(), {"a+"}),
        ('UPDATE "a" SET "x" = %s WHERE "a"."account_id" = %s', [1, 27], set(), {"a"}),
        ('DELETE FROM "a" WHERE "a"."account_id" IN (%s)', [27], set(), {"a"}),
    ],
)  # fmt: skip
def test_a_statement_tells_whose_rows_alone(
    statement: str, params: list[object], reads: set[str], writes: set[str]
) -> None:
    assert statements.of(statement).tables(params) == (reads, writes)


def test_no_table_says_twice_whose_its_rows_are() -> None:
    for model in apps.get_models():
        columns = {field.column for field in model._meta.local_fields}
        assert not {"account_id", "stream"} <= columns, model


def test_a_name_that_is_referred_to_is_always_a_key() -> None:
    """What a row refers to by its number cannot come after it: the database says so of every reference."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            assert not field.is_relation or field.db_constraint, field


conditions = st.deferred(
    lambda: (
        st.builds(lambda name, value: Q(**{name: value}), st.sampled_from(["account", "reports_to", "id"]), st.integers(1, 3))
        | st.builds(lambda ids: Q(account__in=ids), st.lists(st.integers(1, 3), min_size=1, max_size=3))
        | st.builds(lambda one: ~one, conditions)
        | st.builds(lambda one, other: one & other, conditions, conditions)
        | st.builds(lambda one, other: one | other, conditions, conditions)
    )
)  # fmt: skip


@given(asked=conditions)
def test_what_is_read_of_some_accounts_holds_no_row_of_others(asked: Q) -> None:
    """Whatever the condition: whoever reads a part of the table gets none of a row of an account they did not name."""
    rows = Contact.everybody.filter(asked)
    try:
        sql, params = rows.query.sql_with_params()
    except (EmptyResultSet, FullResultSet):
        return
    named = statements.of(sql).tables(list(params))[0]
    if CONTACTS in named:
        return
    own = {int(name.partition("@")[2]) for name in named if name.startswith(f"{CONTACTS}@")}
    for account, chief, number in product((1, 2, 3), repeat=3):
        assert account in own or not _holds(asked, {"account": account, "reports_to": chief, "id": number}), sql


def _holds(asked: Q, row: dict[str, int]) -> bool:
    """Whether a row meets the condition, said without a database."""
    each = [
        _holds(child, row)
        if isinstance(child, Q)
        else (row[child[0]] == child[1] if child[0] in row else row["account"] in child[1])
        for child in asked.children
    ]
    return (all(each) if asked.connector == Q.AND else any(each)) != asked.negated
