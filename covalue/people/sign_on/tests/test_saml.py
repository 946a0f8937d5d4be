"""Sign-on by SAML: the identity provider is a key in this test, which signs what a company's provider would."""

import base64
import re
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.utils.crypto import get_random_string

from covalue.core.models import Event
from covalue.people import actions as people
from covalue.people.models import User
from covalue.people.rules import Role
from tests.world import NOW, US, World

onelogin = pytest.importorskip("onelogin.saml2.utils")

IDP, US_URL = "https://idp.covalue.test/metadata", "http://testserver/sign-in/saml/saml"
GROUPS = "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups"
MAIL = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"

ASSERTION = """<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" \
xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{response_id}" Version="2.0" IssueInstant="{now}" \
Destination="{acs}"{in_response_to}><saml:Issuer>{issuer}</saml:Issuer><samlp:Status><samlp:StatusCode \
Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status><saml:Assertion ID="{assertion_id}" Version="2.0" \
IssueInstant="{now}"><saml:Issuer>{issuer}</saml:Issuer><saml:Subject><saml:NameID \
Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">{subject}</saml:NameID><saml:SubjectConfirmation \
Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="{until}" Recipient="{acs}"\
{in_response_to}/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="{since}" NotOnOrAfter="{until}">\
<saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>\
<saml:AuthnStatement AuthnInstant="{now}" SessionIndex="1"><saml:AuthnContext><saml:AuthnContextClassRef>\
urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>\
<saml:AttributeStatement><saml:Attribute Name="{mail_name}"><saml:AttributeValue>{mail}</saml:AttributeValue>\
</saml:Attribute><saml:Attribute Name="displayName"><saml:AttributeValue>{name}</saml:AttributeValue></saml:Attribute>\
<saml:Attribute Name="{groups_name}"><saml:AttributeValue>{group}</saml:AttributeValue></saml:Attribute>\
</saml:AttributeStatement></saml:Assertion></samlp:Response>"""


BOMB = b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;"><!ENTITY d SYSTEM "file:///etc/passwd">]><a>&c;&d;</a>'


class Provider:
    """A key and its certificate."""

    def __init__(self) -> None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp")])
        certificate = (
            x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(1).not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
            .not_valid_after(datetime(2040, 1, 1, tzinfo=UTC)).sign(key, hashes.SHA256())
        )  # fmt: skip
        self.key = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
        self.certificate = certificate.public_bytes(serialization.Encoding.PEM).decode()

    def answer(self, request_id: str, *, sign: bool = True, late: timedelta = timedelta(), **changes: str) -> str:
        """A response to a request, signed, as a form would carry it."""
        now = datetime.now(UTC) - late

        def stamp(moment: datetime) -> str:
            return moment.strftime("%Y-%m-%dT%H:%M:%SZ")

        values = {
            "response_id": f"_{get_random_string(20)}", "assertion_id": f"_{get_random_string(20)}",
            "in_response_to": f' InResponseTo="{request_id}"' if request_id else "", "issuer": IDP,
            "acs": f"{US_URL}/acs/", "audience": f"{US_URL}/metadata/", "subject": "rosa-at-idp",
            "mail_name": MAIL, "mail": "rosa@covalue.test", "name": "Rosa Diaz", "groups_name": GROUPS, "group": "KAM",
            "now": stamp(now), "since": stamp(now - timedelta(minutes=1)), "until": stamp(now + timedelta(minutes=5)),
        }  # fmt: skip
        xml = ASSERTION.format(**{**values, **changes})
        if sign:
            xml = onelogin.OneLogin_Saml2_Utils.add_sign(xml, self.key, self.certificate)
        return base64.b64encode(xml if isinstance(xml, bytes) else xml.encode()).decode()


@pytest.fixture(scope="module")
def provider() -> Provider:
    return Provider()


@pytest.fixture(autouse=True)
def configured(provider: Provider, settings: object) -> None:
    idp = {"entity_id": IDP, "sso_url": "https://idp.covalue.test/sso", "x509cert": provider.certificate}
    values = {"idp": idp, "advanced": {"allow_single_label_domains": True}}
    app = {"provider_id": "saml", "name": "Halcyon", "client_id": "saml", "settings": values}
    settings.SOCIALACCOUNT_PROVIDERS = {"saml": {"APPS": [app]}}  # type: ignore[attr-defined]
    settings.SIGN_ON_ROLES = {"KAM": frozenset({Role.SAM})}  # type: ignore[attr-defined]
    settings.SIGN_ON_GROUPS_CLAIM = GROUPS  # type: ignore[attr-defined]


@pytest.fixture
def browser() -> Client:
    return Client(HTTP_HOST="testserver")


def _asked(browser: Client) -> str:
    """Start at our page; returns the id of the request the provider gets."""
    where = browser.get("/sign-in/company/saml/", {"next": "/accounts/"}).headers["Location"]
    assert where.startswith("https://idp.covalue.test/sso?")
    request = zlib.decompress(base64.b64decode(parse_qs(urlsplit(where).query)["SAMLRequest"][0]), -15)
    root = ElementTree.fromstring(request)
    assert root.attrib["AssertionConsumerServiceURL"] == f"{US_URL}/acs/"
    return root.attrib["ID"]


def _delivered(browser: Client, answer: str) -> HttpResponse:
    """The provider's form posts the answer; the browser then finishes with its own cookies."""
    posted = browser.post("/sign-in/saml/saml/acs/", {"SAMLResponse": answer, "RelayState": ""})
    assert posted.status_code == 302
    return browser.get(posted.headers["Location"])


Break = Callable[[str], str]


def test_a_signed_answer_lets_in_with_the_roles_of_its_groups(
    world: World, browser: Client, provider: Provider
) -> None:
    answer = _delivered(browser, provider.answer(_asked(browser)))
    assert answer.status_code == 302 and answer.headers["Location"] == "/accounts/"
    assert browser.get("/accounts/").status_code == 200
    rosa = User.objects.get(email="rosa@covalue.test")
    assert (rosa.name, rosa.roles) == ("Rosa Diaz", {Role.SAM})
    again = Client(HTTP_HOST="testserver")
    _delivered(again, provider.answer(_asked(again), mail="rosa.new@covalue.test"))
    assert again.get("/").status_code == 200
    assert User.objects.filter(name="Rosa Diaz").count() == 1, "known by the provider's key, whatever the address"


def _tampered(answer: str, before: str, after: str) -> str:
    xml = base64.b64decode(answer).decode()
    assert before in xml
    return base64.b64encode(xml.replace(before, after).encode()).decode()


def _unsigned(answer: str) -> str:
    xml = base64.b64decode(answer).decode()
    return base64.b64encode(re.sub(r"<ds:Signature.*?</ds:Signature>", "", xml, flags=re.S).encode()).decode()


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(lambda answer: _tampered(answer, "rosa@covalue.test", "ines@covalue.test"), id="address changed"),
        pytest.param(lambda answer: _tampered(answer, "KAM", "IT"), id="group changed"),
        pytest.param(_unsigned, id="signature taken off"),
        pytest.param(lambda answer: "", id="nothing"),
        pytest.param(lambda answer: "bm9uc2Vuc2U=", id="no XML"),
        pytest.param(lambda answer: "%%%", id="no base64"),
        pytest.param(lambda answer: base64.b64encode(b"<a/>").decode(), id="another document"),
        pytest.param(lambda answer: answer[:400], id="cut short"),
        pytest.param(lambda answer: base64.b64encode(b"\x00\xff" * 50).decode(), id="bytes"),
        pytest.param(lambda answer: base64.b64encode(BOMB).decode(), id="entities"),
    ],
)
def test_a_tampered_answer_opens_nothing(broken: Break, world: World, browser: Client, provider: Provider) -> None:
    _refused(browser, broken(provider.answer(_asked(browser))))


@pytest.mark.parametrize(
    ("late", "changes"),
    [
        (timedelta(hours=1), {}),
        (-timedelta(hours=1), {}),
        (timedelta(), {"audience": "https://somebody.else/"}),
        (timedelta(), {"acs": "https://somebody.else/acs/"}),
        (timedelta(), {"issuer": "https://somebody.else/"}),
    ],
    ids=["expired", "of the future", "for another audience", "for another address", "of another issuer"],
)
def test_an_answer_for_another_time_or_place_opens_nothing(
    late: timedelta, changes: dict[str, str], world: World, browser: Client, provider: Provider
) -> None:
    _refused(browser, provider.answer(_asked(browser), late=late, **changes))


def test_clocks_may_differ_by_a_minute(world: World, browser: Client, provider: Provider) -> None:
    answer = provider.answer(_asked(browser), late=-timedelta(seconds=100))
    assert _delivered(browser, answer).status_code == 302


def test_another_key_opens_nothing(world: World, browser: Client) -> None:
    _refused(browser, Provider().answer(_asked(browser)))


def test_an_answer_works_once(world: World, browser: Client, provider: Provider) -> None:
    answer = provider.answer(_asked(browser))
    assert _delivered(browser, answer).status_code == 302
    _refused(Client(HTTP_HOST="testserver"), answer)
    browser.post("/sign-out/")
    _refused(browser, answer)


def test_an_answer_nobody_asked_for_opens_nothing(world: World, browser: Client, provider: Provider) -> None:
    _refused(browser, provider.answer(""))
    _refused(browser, provider.answer("_made_up"))


def test_somebody_without_a_mapped_group_is_told_so(world: World, browser: Client, provider: Provider) -> None:
    refused = _delivered(browser, provider.answer(_asked(browser), group="Everybody"))
    assert refused.status_code == 403 and "None of the groups of rosa@covalue.test" in refused.content.decode()
    assert not User.objects.filter(email="rosa@covalue.test").exists()


def test_whoever_was_shut_out_stays_out(world: World, browser: Client, provider: Provider) -> None:
    ines = world.user(Role.SAM)
    people.deactivate(US, user=ines, now=NOW)
    refused = _delivered(browser, provider.answer(_asked(browser), mail=ines.email))
    assert refused.status_code == 403 and "is deactivated" in refused.content.decode()


def test_our_metadata_tells_where_answers_go(world: World, browser: Client) -> None:
    told = browser.get("/sign-in/saml/saml/metadata/").content.decode()
    assert f'Location="{US_URL}/acs/"' in told and f'entityID="{US_URL}/metadata/"' in told


def test_nobody_is_signed_out_by_a_link(world: World, browser: Client, provider: Provider) -> None:
    _delivered(browser, provider.answer(_asked(browser)))
    assert browser.get("/sign-in/saml/saml/sls/?SAMLRequest=x").status_code == 404
    assert browser.get("/").status_code == 200


def test_without_a_provider_there_is_nothing_to_post_to(world: World, browser: Client, settings: object) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {}  # type: ignore[attr-defined]
    for part in ("acs/", "acs/finish/", "metadata/"):
        assert browser.post(f"/sign-in/saml/saml/{part}", {"SAMLResponse": "x"}).status_code == 404
    assert not Session.objects.exists()


def _refused(browser: Client, answer: str) -> None:
    """Nobody came in, nobody was made, and the audit log says so."""
    users, before = User.objects.count(), Event.objects.count()
    refused = _delivered(browser, answer)
    assert refused.status_code == 403 and "did not confirm who you are" in refused.content.decode()
    assert browser.get("/").status_code == 302
    assert User.objects.count() == users
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)[before:]) == ["was refused at sign-on"]
