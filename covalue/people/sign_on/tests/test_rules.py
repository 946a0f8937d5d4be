import pytest

from covalue.people.rules import Role, parse_role_map, roles_of_groups
from covalue.people.sign_on.rules import Contradiction, from_attributes, from_claims


def test_a_person_is_read_from_both_answers_of_the_provider() -> None:
    data = {
        "id_token": {"sub": "1", "email": "A@x.test", "email_verified": True, "groups": ["a"]},
        "userinfo": {"sub": "1", "name": "Ann"},
    }
    person = from_claims("oidc", data, groups_claim="groups", trust_email=False)
    assert (person.email, person.verified, person.name, person.groups) == ("a@x.test", True, "Ann", {"a"})


def test_answers_about_two_people_are_refused() -> None:
    with pytest.raises(Contradiction):
        from_claims("oidc", {"id_token": {"sub": "1"}, "userinfo": {"sub": "2"}}, groups_claim="g", trust_email=True)


@pytest.mark.parametrize("claim", [None, 1, {"a": "b"}, [1, None], "", []])
def test_odd_claims_are_no_groups(claim: object) -> None:
    data = {"userinfo": {"sub": "1", "groups": claim, "email": 7}}
    person = from_claims("oidc", data, groups_claim="groups", trust_email=False)
    assert not person.groups - {""} and person.email == ""


@pytest.mark.parametrize("said", ["true", 1, None])
def test_only_a_plain_yes_verifies_an_address(said: object) -> None:
    data = {"userinfo": {"sub": "1", "email": "a@x.test", "email_verified": said}}
    assert not from_claims("oidc", data, groups_claim="groups", trust_email=False).verified


def test_names_of_an_assertion_come_under_many_names() -> None:
    data = {"urn:oid:2.5.4.42": ["Ann"], "surname": ["Lee"], "memberOf": ["KAM", "IT"]}
    person = from_attributes("saml", data, groups_claim="memberOf", email=" Ann@x.test")
    assert (person.name, person.email, person.groups) == ("Ann Lee", "ann@x.test", {"KAM", "IT"})


def test_the_role_map_reads_as_it_is_written() -> None:
    found = parse_role_map("Key accounts=sam, coach; IT=administrator;;cn=a,dc=b=analyst")
    assert found["Key accounts"] == {Role.SAM, Role.COACH}
    assert found["cn=a,dc=b"] == {Role.ANALYST}
    assert roles_of_groups(["IT", "unknown"], found) == {Role.ADMINISTRATOR}


@pytest.mark.parametrize("text", ["IT", "=sam", "IT=", "IT=king"])
def test_a_role_map_that_cannot_be_meant_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="“"):
        parse_role_map(text)
