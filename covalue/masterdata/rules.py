"""What a file of master data may hold: one description for each noun, read by mapping, preview, template and papers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Protocol

from django.utils.translation import gettext_lazy as _

from covalue.ledger import mapping as ledger
from covalue.ledger.headings import Sight, folded, folds, not_counted
from covalue.ledger.rules import REQUIRED
from covalue.ledger.source import Options as Layout

CLEAR: Final = "(empty)"  # in a cell it empties the field; an empty cell leaves it alone
MOST_ROWS: Final = 500_000
LEDGER: Final = "ledger"
FOUND: Final = Layout()  # whatever is not said about a file is found out
FEWEST_KNOWN: Final = 2  # headings that have to be recognised before a guess is made
NUMBERED: Final = "no, nr"  # a customer's number beside their name, or only the row's
OF_XERO: Final = "account number, po country, po address line 1"  # whose contacts are customers


class Text(Protocol):
    """A sentence that is translated when it is shown."""

    def __str__(self) -> str: ...


class Noun(StrEnum):
    """What a file is about."""

    UNITS = "units"
    OFFERINGS = "offerings"
    USERS = "users"
    ACCOUNTS = "accounts"
    CONTACTS = "contacts"
    INSTALLED_BASE = "installed-base"
    USAGE = "usage"
    TICKETS = "tickets"
    OPPORTUNITIES = "opportunities"
    AGREEMENTS = "agreements"
    SERVICE_LEVELS = "service-levels"
    SERVICE_RESULTS = "service-results"
    INCIDENTS = "incidents"
    WORK = "work"


# what hangs on accounts: anybody of ours brings it in, into those they may open
OF_ACCOUNTS: Final = frozenset(
    {Noun.CONTACTS, Noun.INSTALLED_BASE, Noun.USAGE, Noun.TICKETS, Noun.OPPORTUNITIES, Noun.AGREEMENTS}
    | {Noun.SERVICE_LEVELS, Noun.SERVICE_RESULTS, Noun.INCIDENTS, Noun.WORK}
)


@dataclass(frozen=True)
class Field:
    """One field a column may fill. `synonyms` are headings as systems write them; `longest` counts characters."""

    name: str
    label: Text
    sentence: Text
    example: str
    synonyms: str = ""
    required: bool = False
    clears: bool = True
    longest: int = 200


@dataclass(frozen=True)
class Description:
    """Everything a person or program has to know to bring a noun in."""

    noun: Noun
    label: Text
    sentence: Text
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields if field.required)


@dataclass(frozen=True)
class Options:
    """What else is asked of an import.

    `invites`: write to each new user. `clears_empty`: an empty cell empties the field. `creates_parents`: an account
    named as parent that is neither known nor in the file is created. `layout`: where the table is and how it is written.
    """

    invites: bool = False
    clears_empty: bool = False
    creates_parents: bool = False
    layout: Layout = FOUND


_KEY = _("The record's ID in that system; rows are matched by it.")
_ACCOUNT = Field(
    "account", _("Account"), _("Name of the customer, or its ID in the system named."), "Fjord Energy",
    "account name, account id, customer, customer name, customer number, company, kunde, kundenname, kundennummer, société, client, empresa, cliente, accountid",
    True, False, 300,
)  # fmt: skip
_PRODUCT = Field(
    "product", _("Product"), _("Code or name of our offering, or what the other product is called."), "P-100",
    "offering, offering code, product code, product name, item, model, asset name, produkt, artikel, artikelnummer, modell, produit, article, producto",
    True, False, 300,
)  # fmt: skip
_SITE = Field("site", _("Site"), _("Where it stands."), "Halden works",
              "location, plant, installed at, standort, werk, lieu, lugar, emplacement", longest=120)  # fmt: skip
_UNIT = Field("unit", _("Unit"), _("The customer's unit; those to ask are its contacts."), "Production",
              "department, customer unit, abteilung, bereich, einheit, unité, unidad", longest=120)  # fmt: skip

DESCRIPTIONS: Final[dict[Noun, Description]] = {
    Noun.UNITS: Description(
        Noun.UNITS, _("Units"), _("Business units, regions and functions, with their hierarchy."),
        (
            Field("code", _("Code"), _("The code in ledger lines; a unit is matched by type and code."), "NORTH",
                  "unit code, unit, kürzel, einheit, code unité, código, codigo unidad", True, False, 60),
            Field("name", _("Name"), _("What we call it."), "Region North",
                  "unit name, bezeichnung, nom, libellé, nombre, business unit", True, False),
            Field("kind", _("Type"), _("business_unit, region or function; business_unit if empty."),
                  "region", "type, unit type, art, typ, tipo", False, False, 60),
            Field("parent", _("Parent account"), _("Code or name of the parent unit, of the same type."), "",
                  "parent code, parent unit, übergeordnete einheit, unité parente, unidad superior"),
            Field("lead", _("Lead"), _("Email of the colleague who leads it."), "",
                  "lead mail, manager, manager email, leiter, leitung, responsable", longest=254),
        ),
    ),
    Noun.OFFERINGS: Description(
        Noun.OFFERINGS, _("Offerings"), _("Products, services and their families."),
        (
            Field("code", _("Code"), _("The code in ledger lines; an offering is matched by it."), "P-100",
                  "product code, sku, item, item number, artikelnummer, artikel, référence, code produit, código producto, productcode",
                  True, False, 100),
            Field("name", _("Name"), _("What we call it."), "Pump, standard",
                  "product name, offering, bezeichnung, artikelbezeichnung, désignation, nom produit, producto, nombre", True, False, 300),
            Field("parent", _("Family"), _("Code or name of the parent offering."), "",
                  "product family, category, warengruppe, famille, familia, parent code", longest=300),
            Field("unit", _("Unit"), _("Code of the business unit responsible for it."), "",
                  "business unit, unit code, geschäftsbereich, unité, unidad"),
        ),
    ),
    Noun.USERS: Description(
        Noun.USERS, _("Users"), _("Our own people and their roles. Nobody is notified unless you ask for it."),
        (
            Field("email", _("Email"), _("A user is matched by it."), "kim@example.com",
                  "mail, e mail, email address, user name, username, benutzername, courriel, adresse mail, correo, correo electrónico, internalemailaddress",
                  True, False, 254),
            Field("name", _("Name"), _("First and last name."), "Kim Vale",
                  "full name, fullname, display name, vollständiger name, nom complet, nombre completo, user", True, False),
            Field("roles", _("Roles"), _("One or more, separated by commas; names as on the Users page."), "sam",
                  "role, rolle, rollen, rôle, rôles, rol, profile, security role", False, False, 300),
            Field("title", _("Title"), _("As on their business card."), "Account manager",
                  "job title, funktion, position, fonction, titre, cargo, puesto"),
            Field("phone", _("Phone"), _("As it is dialled."), "", "telephone, telefon, mobile, téléphone, teléfono", longest=60),
            Field("reports_to", _("Reports to"), _("Email of their manager: a user, or a row in this file."), "",
                  "manager, manager mail, manager email, vorgesetzter, responsable, jefe", longest=254),
        ),
    ),
    Noun.ACCOUNTS: Description(
        Noun.ACCOUNTS, _("Accounts"), _("Customers, with their hierarchy."),
        (
            Field("name", _("Name"), _("The company name as you use it."), "Fjord Energy",
                  "account name, accountname, company name, customer name, customer full name, organization name, organisation name, name 1, name (adressattyp unternehmen), unternehmensname, name des unternehmens, contact name, account, company, customer, debitor, firma, firmenname, kunde, kundenname, société, raison sociale, client, nom du compte, empresa, cliente, nombre de la cuenta",
                  True, False, 300),
            Field("key", _("Key"), _KEY, "0012000001ABC",
                  "id, account id, account-id, (do not modify) account, (nicht ändern) firma, record id, datensatz-id, company id, customer id, customer no, customer number, account number, kunnr, kundennummer, kundennr, debitorennr, debitornr, debitorennummer, debitor, konto, no, nr, numéro client, código cliente, identifier",
                  False, False),
            Field("parent", _("Parent"), _("ID or name of the parent account: an existing one, or a row in this "
                                           "file."), "",
                  "parent account, parent account id, parentid, parent company, parent company id, parent customer, übergeordneter account, übergeordnete firma, übergeordnetes unternehmen, parentaccountid, konzern, muttergesellschaft, société mère, maison mère, empresa matriz, cuenta principal",
                  longest=300),
            Field("sector", _("Sector"), _("The industry it works in."), "Energy",
                  "industry, brsch, industry sector, industriezweig, branche, wirtschaftszweig, secteur, sector de actividad, industrycode", longest=120),
            Field("countries", _("Countries"), _("Names or ISO codes, separated by commas."), "NO",
                  "country, billing country, billingcountry, billing country/region, country region, country/region code, address 1: country/region, adresse 1: land/region, po country, rechnungsland, land (rechnungsadresse), länder-/regionscode, land/region, land1, eu-land, land, länder, pays, país, address1_country", longest=300),
            Field("currency", _("Currency"), _("Three letters."), "EUR",
                  "account currency, account-währung, currency code, currencyisocode, waers, währungscode, währung, devise, monnaie, moneda, divisa", False, False, 20),
            Field("employees", _("Employees"), _("How many people work there."), "1200",
                  "number of employees, no. of employees, numberofemployees, anzahl der mitarbeiter, mitarbeiter, mitarbeiterzahl, effectif, empleados", longest=20),
            Field("website", _("Website"), _("Website address."), "",
                  "web site, website url, website-url, home page, homepage, company domain name, unternehmens-domain-name, webseite, site web, sitio web, websiteurl", longest=300),
            Field("owner", _("Owner"), _("Email of the colleague responsible for it."), "",
                  "account owner, account-inhaber, besitzer, zuständiger mitarbeiter, owner email, owner mail, account manager, verantwortlich, kundenbetreuer, propriétaire, propietario, company owner", longest=254),
        ),
    ),
    Noun.CONTACTS: Description(
        Noun.CONTACTS, _("Contacts"), _("People at your customers."),
        (
            Field("name", _("Name"), _("First and last name."), "Ada Vik",
                  "full name, fullname, contact, contact name, kontaktname, vollständiger name, ansprechpartner, kontakt, nom complet, nom, nombre completo, contacto",
                  True, False),
            Field("account", _("Account"), _("Name of the customer they work for, or its ID in the system named."), "Fjord Energy",
                  "account name, accountname, account id, account-id, accountid, company, company name, associated company, associated company ids, parent customer, firmenname, unternehmensname, customer, firma, kunde, kundennummer, société, client, empresa, cliente, parentcustomerid",
                  True, False, 300),
            Field("email", _("Email"), _("A contact is matched by it, within their account."), "ada@example.com",
                  "mail, e mail, e-mail-adresse, email address, emailaddress1, courriel, adresse mail, correo, correo electrónico", longest=254),
            Field("title", _("Function"), _("What they do there."), "Head of purchasing",
                  "job title, jobtitle, position, funktion, fonction, poste, titre, cargo, puesto"),
            Field("department", _("Department"), _("Where in the company."), "Purchasing",
                  "abteilung, service, département, departamento", longest=120),
            Field("phone", _("Phone"), _("As it is dialled."), "+47 22 00 00 00",
                  "telephone, telephone1, phone number, business phone, mobile, telefonnummer, telefon (geschäftlich), telefon, téléphone, teléfono", longest=60),
            Field("buying_role", _("Buying role"), _("Economic buyer, Technical buyer, User buyer, Coach or Gatekeeper."), "",
                  "role, contact role, rolle, rôle, rol", longest=30),
            Field("reports_to", _("Reports to"), _("Name or email of a contact of the same account: an existing "
                                                   "one, or one in this file."), "",
                  "manager, reports to name, vorgesetzter, responsable, jefe", longest=254),
            Field("notes", _("Notes"), _("Anything else worth noting."), "", "description, bemerkung, notizen, remarques, notas", longest=10_000),
        ),
    ),
    Noun.INSTALLED_BASE: Description(
        Noun.INSTALLED_BASE, _("Installed base"), _("What stands at which site of a customer, other companies' products, too."),
        (
            _ACCOUNT,
            _PRODUCT,
            Field("key", _("Key"), _KEY, "A-0017", "asset id, asset, asset number, equipment, equipment number, inventory number, id, anlagennummer, equipmentnummer, gerätenummer, inventarnummer"),
            _SITE,
            _UNIT,
            Field("maker", _("Maker"), _("Whose product it is; empty for ours."), "", "manufacturer, vendor, competitor, brand, hersteller, fabrikat, marke, fabricant, fabricante", longest=120),
            Field("quantity", _("Quantity"), _("How many; 1 if empty."), "2", "qty, count, units, number of units, menge, anzahl, stückzahl, quantité, cantidad", False, False, 40),
            Field("since", _("Since"), _("The day it was installed, like 2021-03-15."), "2021-03-15", "installed, installed on, install date, installation date, in service since, commissioned, inbetriebnahme, installiert am, seit, date d'installation, fecha de instalación", longest=40),
            Field("supported_until", _("Supported until"), _("The day its support ends."), "2027-12-31", "support end, end of support, eos, support ends, warranty until, supportende, support bis, wartung bis, fin de support, fin de soporte", longest=40),
            Field("written_off_until", _("Written off until"), _("The day it is written off."), "2026-03-31", "written off, depreciated until, depreciation end, abgeschrieben bis, abschreibung bis, amorti jusqu'au, amortizado hasta", longest=40),
            Field("replaced_by", _("Replaced by"), _("Key of what took its place: an existing one, or a row in this file."), "", "successor, replacement, nachfolger, ersetzt durch, remplacé par, sustituido por", longest=200),
            Field("replaced_on", _("Replaced on"), _("The day it was replaced or taken away."), "", "removed on, decommissioned, retired on, ersetzt am, außer betrieb, stillgelegt am, remplacé le, retirado el", longest=40),
            Field("serial", _("Serial number"), _("As it stands on it."), "SN-4711", "serial, serial no, seriennummer, serien-nr, numéro de série, número de serie", longest=120),
            Field("note", _("Note"), _("Anything else worth noting."), "", "notes, remark, comment, bemerkung, notiz, remarque, nota", longest=4_000),
        ),
    ),
    Noun.USAGE: Description(
        Noun.USAGE, _("Use"), _("How much of what was agreed is used, by offering, site and month."),
        (
            _ACCOUNT,
            _PRODUCT,
            Field("month", _("Month"), _("Any day of the month, or like 2026-03."), "2026-03", "period, date, usage month, monat, zeitraum, periode, mois, période, mes", True, False, 40),
            Field("used", _("Used"), _("How much was used or consumed in this month."), "140", "usage, use, consumption, consumed, active users, quantity used, genutzt, nutzung, verbrauch, utilisé, consommation, uso, consumo", True, False, 40),
            Field("agreed", _("Agreed"), _("How much was agreed for this month."), "200", "committed, contracted, licensed, licences, entitlement, seats, vereinbart, lizenzen, vertraglich, convenu, acordado", longest=40),
            Field("measure", _("Measured in"), _("What is counted, such as users or hours."), "users", "unit of measure, uom, metric, einheit der messung, messgröße, mesure, medida", False, False, 60),
            _SITE,
        ),
    ),
    Noun.TICKETS: Description(
        Noun.TICKETS, _("Tickets"), _("What customers reported to support, with severity and state."),
        (
            _ACCOUNT,
            Field("key", _("Key"), _KEY, "T-1042", "ticket, ticket id, ticket number, ticket no, case number, case id, issue, issue key, incident, incident number, ticketnummer, ticket-nr, fallnummer, vorgangsnummer, numéro du ticket, número de ticket, id", True, False),
            Field("subject", _("Subject"), _("What it is about."), "Pump stops at night", "title, summary, short description, betreff, titel, kurzbeschreibung, sujet, objet, asunto", True, False, 300),
            Field("severity", _("Severity"), _("critical, high, medium or low; or 1 to 4, 1 the worst."), "high", "priority, prio, impact, schweregrad, priorität, gravité, priorité, gravedad, prioridad", longest=40),
            Field("opened_on", _("Opened on"), _("The day it was reported."), "2026-03-02", "opened, created, created on, created at, creation date, reported on, eröffnet, eröffnet am, erstellt am, gemeldet am, ouvert le, créé le, abierto el", True, False, 40),
            Field("closed_on", _("Closed on"), _("The day it was closed; empty while it is open."), "", "closed, closed at, resolved, resolved on, resolution date, geschlossen am, gelöst am, fermé le, cerrado el", longest=40),
            replace(_PRODUCT, required=False, clears=True, example=""),
            _SITE,
        ),
    ),
    Noun.OPPORTUNITIES: Description(
        Noun.OPPORTUNITIES, _("Opportunities"), _("Sales in progress, as a CRM exports them."),
        (
            _ACCOUNT,
            Field("title", _("Title"), _("What is to be sold."), "Pumps for dam 2", "opportunity name, deal name, topic, opportunity, deal, subject, bezeichnung, opportunity-name, nom de l'opportunité, nombre de la oportunidad", True, False),
            Field("stage", _("Stage"), _("Name of one of our stages, or what the CRM calls it."), "Proposal", "deal stage, sales stage, opportunity stage, status reason, stage name, phase, verkaufsphase, étape, etapa", True, False, 80),
            Field("key", _("Key"), _KEY, "006A000001XYZ", "opportunity id, opportunity id 18, deal id, record id, external id, opportunity number, id, opportunity-id", False, True, 120),
            Field("amount", _("Amount"), _("What it would bring, with or without its currency beside it."), "90000", "deal value, close value, value, est. revenue, estimated revenue, est revenue, betrag, volumen, montant, importe", longest=40),
            Field("currency", _("Currency"), _("Three letters; that of the account if empty."), "EUR", "amount currency, deal currency, currency iso code, währung, devise, moneda", False, False, 20),
            Field("close_on", _("Close date"), _("The day it is expected to be decided, or was."), "2027-03-31", "expected close date, est. close date, est close date, closing date, abschlussdatum, schlusstermin, date de clôture, fecha de cierre", longest=40),
            Field("probability", _("Probability"), _("In per cent, or from 0 to 1; that of the stage if empty."), "60", "probability (%), win probability, deal probability, wahrscheinlichkeit, wahrscheinlichkeit (%), probabilité, probabilidad", longest=20),
            Field("margin", _("Expected margin"), _("What would be left of the amount, in the same currency."), "", "margin, gross margin, marge, deckungsbeitrag, margen", longest=40),
            Field("owner", _("Owner"), _("Email or name of the colleague responsible for it."), "", "opportunity owner, sales agent, deal owner, owner email, owner name, verantwortlich, inhaber, propriétaire, propietario", False, False, 254),
            Field("next_step", _("Next step"), _("What is to be done next."), "", "next steps, nächster schritt, prochaine étape, próximo paso", longest=300),
            Field("competitors", _("Competitors"), _("Who else is in it."), "", "competitor, main competitor, main competitor(s), wettbewerber, concurrents, competidores", longest=300),
            _UNIT,
        ),
    ),
    Noun.AGREEMENTS: Description(
        Noun.AGREEMENTS, _("Agreements"), _("Contracts of customers, with term, value and notice clause."),
        (
            _ACCOUNT,
            Field("title", _("Title"), _("What the agreement is called."), "Supply agreement", "agreement, contract, contract name, contract title, name, vertrag, vertragsname, bezeichnung, contrat, contrato", True, False, 300),
            Field("key", _("Key"), _KEY, "C-2031", "contract id, contract number, contract no, agreement id, agreement number, id, vertragsnummer, vertragsnr, numéro de contrat, número de contrato"),
            Field("starts_on", _("Start"), _("Its first day, like 2026-01-01."), "2026-01-01", "start, start date, starts, valid from, effective date, begin, beginn, vertragsbeginn, gültig ab, début, inicio", True, False, 40),
            Field("ends_on", _("End"), _("The last day of its term; empty while it runs on."), "2028-12-31", "end, end date, ends, expiry, expiry date, expiration date, valid to, ende, vertragsende, gültig bis, fin, vencimiento", longest=40),
            Field("notice_clause", _("Notice clause"), _("As the contract has it, such as “six months prior”."), "six months prior", "notice, notice period, termination, clause, kündigungsfrist, kündigung, préavis, preaviso", longest=1000),
            Field("country", _("Country of business days"), _("Such as GB-ENG or DE-BY."), "", "country, land, pays, país", longest=10),
            Field("value", _("Value"), _("What it is worth over its term."), "120000", "amount, contract value, total value, tcv, wert, vertragswert, betrag, montant, importe", longest=40),
            Field("currency", _("Currency"), _("Three letters; that of the account where empty."), "EUR", "currency code, währung, devise, moneda", False, False, 3),
            Field("signed_on", _("Signed on"), _("The day it was signed."), "", "signed, signature date, unterschrieben am, signé le, firmado el", longest=40),
            _UNIT,
            Field("price_rules", _("Price rules"), _("How prices change over the term."), "", "pricing, preisregeln, preisanpassung", longest=4_000),
            Field("service_levels", _("Service levels"), _("What was agreed on quality of service."), "", "service level, sla, servicegrade", longest=4_000),
        ),
    ),
    Noun.SERVICE_LEVELS: Description(
        Noun.SERVICE_LEVELS, _("Service levels"), _("What quality of service was agreed, with its target and period."),
        (
            _ACCOUNT,
            Field("title", _("Title"), _("What is measured."), "Delivered on the day", "service level, sla, sla name, kpi, metric, measure, servicegrad, kennzahl, niveau de service, nivel de servicio", True, False),
            Field("target", _("Target"), _("A number, with a sign and unit if you like: ≥ 98 %."), "≥ 98 %", "agreed, agreed target, threshold, objective, ziel, zielwert, vereinbart, cible, objetivo", True, False, 60),
            Field("direction", _("Direction"), _("at least or at most; the sign before the target says it, too."), "at least", "operator, comparison, richtung, vergleich, sens, sentido", False, False, 30),
            Field("unit", _("Measured in"), _("Such as % or hours."), "%", "unit, uom, einheit, unité, unidad", longest=30),
            Field("period", _("Period"), _("month, quarter or year; month if empty."), "month", "measurement period, frequency, interval, zeitraum, messzeitraum, période, período", False, False, 30),
            Field("agreement", _("Agreement"), _("Title of its agreement, or its ID in the system named."), "", "contract, contract name, contract number, vertrag, contrat, contrato", longest=300),
            Field("starts_on", _("Valid from"), _("The start of the agreement where empty."), "", "start, start date, from, gültig ab, début, inicio", longest=40),
            Field("ends_on", _("Valid until"), _("The end of the agreement where empty."), "", "end, end date, until, gültig bis, fin", longest=40),
            Field("note", _("Note"), _("How it is measured."), "", "notes, remark, definition, bemerkung, remarque, nota", longest=4_000),
        ),
    ),
    Noun.SERVICE_RESULTS: Description(
        Noun.SERVICE_RESULTS, _("Results of service levels"), _("What was measured in each period of a service level."),
        (
            _ACCOUNT,
            Field("service_level", _("Service level"), _("Its title, as it stands here."), "Delivered on the day", "sla, sla name, kpi, metric, measure, title, servicegrad, kennzahl, niveau de service, nivel de servicio", True, False),
            Field("month", _("Period"), _("Any day of it, or like 2026-03, 2026-Q1 or 2026."), "2026-03", "month, quarter, date, reporting period, monat, zeitraum, quartal, mois, période, mes, período", True, False, 40),
            Field("value", _("Result"), _("What was measured."), "97.4", "actual, measured, value, achieved, ist, ergebnis, messwert, réel, résultat, real, resultado", True, False, 60),
            Field("target", _("Target of this period"), _("What is agreed now where empty."), "", "target, agreed, threshold, ziel, zielwert, cible, objetivo", False, False, 60),
            Field("note", _("Note"), _("Anything else worth noting."), "", "notes, remark, comment, bemerkung, remarque, nota", longest=500),
        ),
    ),
    Noun.INCIDENTS: Description(
        Noun.INCIDENTS, _("Incidents"), _("What went wrong, why, what was done, and how the customer rated what followed."),
        (
            _ACCOUNT,
            Field("key", _("Key"), _("The record's ID in that system; one that is the number of a ticket is linked to it."), "I-1042", "incident, incident id, incident number, incident no, number, case number, ticket, ticket number, störung, störungsnummer, vorgangsnummer, numéro d'incident, número de incidente, id", True, False),
            Field("title", _("Title"), _("What happened."), "Cold chain broken", "subject, summary, short description, description, betreff, kurzbeschreibung, sujet, objet, asunto", True, False, 300),
            Field("severity", _("Severity"), _("critical, high, medium or low; or 1 to 4, 1 the worst."), "high", "priority, prio, impact, schweregrad, priorität, gravité, priorité, gravedad, prioridad", longest=40),
            Field("opened_on", _("Happened on"), _("The day it happened or was noticed."), "2026-03-02", "opened, opened on, created, created on, occurred on, reported on, start, eröffnet, eröffnet am, aufgetreten am, ouvert le, abierto el", True, False, 40),
            Field("resolved_on", _("Resolved on"), _("The day it was resolved; empty while it is open."), "", "resolved, resolved at, closed, closed on, end, gelöst am, behoben am, geschlossen am, résolu le, resuelto el", longest=40),
            Field("service_level", _("Service level"), _("Title of the service level it affected."), "", "sla, affected service level, sla name, servicegrad, niveau de service, nivel de servicio"),
            Field("cause", _("Cause"), _("Why it happened."), "", "root cause, reason, ursache, grundursache, cause racine, causa", longest=4_000),
            Field("resolution", _("What was done"), _("What was done about it."), "", "resolution, resolution notes, solution, action taken, lösung, maßnahme, résolution, resolución", longest=4_000),
            Field("rating", _("Rating"), _("How satisfied the customer was afterwards, 0 to 10."), "", "satisfaction, csat, satisfaction afterwards, customer rating, zufriedenheit, bewertung, note, valoración", longest=10),
            Field("rated_on", _("Rated on"), _("The day it was rated on."), "", "rating date, bewertet am, noté le, valorado el", longest=40),
            Field("rating_words", _("In their words"), _("What the customer said to it."), "", "customer comment, rating comment, kommentar, commentaire, comentario", longest=500),
        ),
    ),
    Noun.WORK: Description(
        Noun.WORK, _("Work"), _("Work packages and milestones with what depends on what, as a project tool exports them."),
        (
            _ACCOUNT,
            Field("title", _("Title"), _("What is done."), "Train the crews", "name, task name, task, activity, vorgangsname, vorgang, aufgabe, nom, nom de la tâche, nombre, nombre de tarea", True, False),
            Field("key", _("Key"), _("The number of the task in that system; predecessors name it."), "7", "id, task id, nr, no, wbs, unique id, vorgangsnummer, nr., numéro, número", False, False, 120),
            Field("starts_on", _("Begins on"), _("Its first day."), "2026-03-02", "start, start date, begin, scheduled start, anfang, beginn, début, comienzo, inicio", True, False, 60),
            Field("ends_on", _("Ends on"), _("Its last day; or say how long it takes."), "2026-03-13", "finish, finish date, end, end date, due date, ende, fertig stellen, fin", False, False, 60),
            Field("duration", _("Duration"), _("In working days, such as 10 days; 0 is a milestone."), "10 days", "working days, days, dauer, durée, duración", False, False, 40),
            Field("predecessors", _("Predecessors"), _("Numbers of tasks it depends on, such as 3FS+2d;5."), "3;5FS+2d", "predecessor, depends on, dependencies, vorgänger, prédécesseurs, predecesoras", longest=1_000),
            Field("initiative", _("Initiative"), _("Title of the initiative it belongs to."), "", "project, project name, vorhaben, projekt, projet, proyecto", longest=300),
            Field("owner", _("Owner"), _("Email or name of a colleague, or of a contact of the customer."), "", "resource names, resource, resources, assigned to, assignee, responsible, ressourcennamen, verantwortlich, responsable", longest=254),
            Field("progress", _("Progress"), _("In per cent."), "40 %", "% complete, percent complete, complete, % abgeschlossen, fortschritt, % achevé, % completado", False, False, 20),
            Field("done_on", _("Done on"), _("The day it was done; empty while it is open."), "", "actual finish, actual end, tatsächliches ende, fin réelle, fin real", longest=60),
            Field("milestone", _("Milestone"), _("yes makes it a milestone, reached on its last day."), "", "is milestone, meilenstein, jalon, hito", False, False, 20),
            Field("summary", _("Summary task"), _("yes for a row that only sums up others: it is left out."), "", "is summary, summary task, sammelvorgang", False, False, 20),
            Field("note", _("Note"), _("Anything else worth noting."), "", "notes, remark, notizen, bemerkung, remarque, notas", longest=4_000),
        ),
    ),
}  # fmt: skip


COLLEAGUES: Final = ((Noun.ACCOUNTS, "owner"), (Noun.UNITS, "lead"), (Noun.USERS, "reports_to"))  # by their email


def suggest(noun: Noun, columns: Iterable[str], sample: Iterable[Mapping[str, str]] = ()) -> dict[str, str]:
    """Field → column, for the headings that are known; each column is taken once, names of fields before synonyms.

    Name and key of accounts stand in for each other where only one is there.
    """
    mapping = _recognised(noun, Sight.of(columns, sample))
    return default_key(mapping) if noun == Noun.ACCOUNTS else mapping


def _recognised(noun: Noun, sight: Sight) -> dict[str, str]:
    free = dict(sight.by_name)
    mapping: dict[str, str] = {}
    fields = DESCRIPTIONS[noun].fields
    for names in (lambda field: f"{field.name}, {field.label}", lambda field: field.synonyms):
        for field in fields:
            column = next(
                (name for name in folds(names(field)) if name in free and _is_meant(noun, field, free[name], sight)),
                None,
            )
            if field.name not in mapping and column is not None:
                mapping[field.name] = free.pop(column)
    return {field.name: mapping[field.name] for field in fields if field.name in mapping}


def _is_meant(noun: Noun, field: Field, column: str, sight: Sight) -> bool:
    """Whether a heading that means one thing here and another there means this field, by the others and the column's values."""
    heading, values = folded(column), sight.values(column)
    if (noun, field.name) in COLLEAGUES:  # many systems write their name there
        return all("@" in value for value in values)
    if noun != Noun.ACCOUNTS:
        return True
    if field.name == "key":
        numbered = heading not in folds(NUMBERED) or (
            sight.has("name, name 1, customer name") and not_counted(sight, column)
        )
        return numbered and (heading != "debitor" or all(value.isdecimal() for value in values))
    if field.name == "name" and heading == "debitor":
        return not all(value.isdecimal() for value in values)
    return field.name != "name" or heading != "contactname" or sight.has(OF_XERO)


def default_key(mapping: Mapping[str, str]) -> dict[str, str]:
    """A mapping of accounts in which name and key stand in for each other where only one is mapped."""
    column = mapping.get("key") or mapping.get("name")
    return {**mapping, **{name: mapping.get(name, column) for name in ("name", "key")}} if column else dict(mapping)


def guess(columns: Iterable[str], among: Iterable[Noun]) -> Noun | None:
    """What a file is about, by its headings: the noun whose required fields are there and that knows the most of them.

    None for headings of sales lines, which name customers, too.
    """
    names = list(columns)
    if set(REQUIRED) <= ledger.suggest(names).fields.keys():
        return None
    known = {noun: _recognised(noun, Sight.of(names)) for noun in among}
    fit = {
        noun: len(mapping)
        for noun, mapping in known.items()
        if len(mapping) >= FEWEST_KNOWN and set(DESCRIPTIONS[noun].required) <= mapping.keys()
    }
    return max(fit, key=lambda noun: (fit[noun], noun == Noun.CONTACTS), default=None)


def tidy(text: str) -> str:
    """A cell as it is kept: no NULs, blanks in a row are one, and no apostrophe that only kept a formula from running."""
    cell = " ".join(text.replace("\x00", "").split())
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell


def problem_of(noun: Noun, cells: Mapping[str, str]) -> str:
    """Why a row cannot be taken whatever we have: a required cell is empty, one is too long, or may not be emptied."""
    for field in DESCRIPTIONS[noun].fields:
        text = cells.get(field.name, "")
        if field.required and not text:
            return _("{field} is missing").format(field=str(field.label).lower())
        if text == CLEAR and not field.clears:
            return _("{field} cannot be emptied").format(field=str(field.label).lower())
        if len(text) > field.longest:
            return _("{field} has more than {n} characters").format(field=str(field.label).lower(), n=field.longest)
    return ""
