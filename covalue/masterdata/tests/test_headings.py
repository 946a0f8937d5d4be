"""The headings of what CRM and accounting systems export, and what they must not be taken for."""

import pytest

from covalue.masterdata.rules import Noun, guess, suggest

SALESFORCE = "Account ID;Account Name;Parent Account;Account Owner;Billing Country;Industry;Employees;Website;Type;Account Currency"
SALESFORCE_GERMAN = "Account-ID;Accountname;Übergeordneter Account;Account-Inhaber;Rechnungsland;Branche;Mitarbeiter;Website;Account-Währung"
HUBSPOT = "Record ID;Company name;Company owner;Create Date;Phone Number;City;Country/Region;Industry;Company Domain Name;Parent Company;Number of Employees"
HUBSPOT_GERMAN = "Datensatz-ID;Unternehmensname;Zuständiger Mitarbeiter;Stadt;Land/Region;Branche;Unternehmens-Domain-Name;Anzahl der Mitarbeiter"
DYNAMICS = "(Do Not Modify) Account;(Do Not Modify) Row Checksum;(Do Not Modify) Modified On;Account Name;Main Phone;Address 1: Country/Region;Parent Account;Owner;Industry;Currency"
DYNAMICS_GERMAN = "(Nicht ändern) Firma;(Nicht ändern) Zeilenprüfsumme;(Nicht ändern) Geändert am;Firmenname;Telefon;Adresse 1: Land/Region;Übergeordnete Firma;Besitzer;Branche;Währung"
CENTRAL = "No.;Name;Responsibility Center;Country/Region Code;Phone No.;Currency Code;Salesperson Code;Balance (LCY);Home Page"
CENTRAL_GERMAN = "Nr.;Name;Länder-/Regionscode;Währungscode;Saldo (MW);Homepage"
XERO = "*ContactName;AccountNumber;EmailAddress;FirstName;LastName;POAddressLine1;POCity;POCountry"
SAP = "KUNNR;NAME1;LAND1;BRSCH;WAERS"
DATEV = "Konto;Name (Adressattyp Unternehmen);Unternehmensgegenstand;EU-Land;EU-UStID"
QUICKBOOKS = "Customer full name;Phone;Email;Full name;Billing address;Country"


@pytest.mark.parametrize(
    ("heading", "mapping"),
    [
        (SALESFORCE, {"name": "Account Name", "key": "Account ID", "parent": "Parent Account", "sector": "Industry",
                      "countries": "Billing Country", "currency": "Account Currency", "employees": "Employees", "website": "Website"}),
        (SALESFORCE_GERMAN, {"name": "Accountname", "key": "Account-ID", "parent": "Übergeordneter Account", "sector": "Branche",
                             "countries": "Rechnungsland", "currency": "Account-Währung", "employees": "Mitarbeiter", "website": "Website"}),
        (HUBSPOT, {"name": "Company name", "key": "Record ID", "parent": "Parent Company", "sector": "Industry",
                   "countries": "Country/Region", "employees": "Number of Employees", "website": "Company Domain Name"}),
        (HUBSPOT_GERMAN, {"name": "Unternehmensname", "key": "Datensatz-ID", "sector": "Branche", "countries": "Land/Region",
                          "employees": "Anzahl der Mitarbeiter", "website": "Unternehmens-Domain-Name"}),
        (DYNAMICS, {"name": "Account Name", "key": "(Do Not Modify) Account", "parent": "Parent Account", "sector": "Industry",
                    "countries": "Address 1: Country/Region", "currency": "Currency"}),
        (DYNAMICS_GERMAN, {"name": "Firmenname", "key": "(Nicht ändern) Firma", "parent": "Übergeordnete Firma", "sector": "Branche",
                           "countries": "Adresse 1: Land/Region", "currency": "Währung"}),
        (CENTRAL, {"name": "Name", "key": "No.", "countries": "Country/Region Code", "currency": "Currency Code", "website": "Home Page"}),
        (CENTRAL_GERMAN, {"name": "Name", "key": "Nr.", "countries": "Länder-/Regionscode", "currency": "Währungscode", "website": "Homepage"}),
        (XERO, {"name": "*ContactName", "key": "AccountNumber", "countries": "POCountry"}),
        (SAP, {"name": "NAME1", "key": "KUNNR", "sector": "BRSCH", "countries": "LAND1", "currency": "WAERS"}),
        (DATEV, {"name": "Name (Adressattyp Unternehmen)", "key": "Konto", "countries": "EU-Land"}),
        (QUICKBOOKS, {"name": "Customer full name", "key": "Customer full name", "countries": "Country"}),
    ],
)  # fmt: skip
def test_accounts_of_each_system(heading, mapping):
    columns = heading.split(";")
    people = [{"Account Owner": "Kim Vale", "Company owner": "Kim Vale", "Owner": "Kim Vale", "Account-Inhaber": "Kim Vale",
               "Besitzer": "Kim Vale", "Zuständiger Mitarbeiter": "Kim Vale"}]  # fmt: skip
    assert suggest(Noun.ACCOUNTS, columns, people) == mapping


@pytest.mark.parametrize(
    ("heading", "mapping"),
    [
        ("Full Name;Company Name;Business Phone;Email;Job Title",
         {"name": "Full Name", "account": "Company Name", "email": "Email", "title": "Job Title", "phone": "Business Phone"}),
        ("Name;Account Name;Title;Phone;Email;Reports To", {"name": "Name", "account": "Account Name", "email": "Email",
         "title": "Title", "phone": "Phone", "reports_to": "Reports To"}),
        ("Vollständiger Name;Firmenname;Telefon (geschäftlich);E-Mail;Position", {"name": "Vollständiger Name", "account": "Firmenname",
         "email": "E-Mail", "title": "Position", "phone": "Telefon (geschäftlich)"}),
    ],
)  # fmt: skip
def test_contacts_of_each_system(heading, mapping):
    assert suggest(Noun.CONTACTS, heading.split(";")) == mapping


def test_an_owner_is_suggested_where_the_column_holds_addresses():
    columns = ["Account Name", "Account Owner"]
    assert suggest(Noun.ACCOUNTS, columns, [{"Account Owner": "kim@example.com"}])["owner"] == "Account Owner"
    assert "owner" not in suggest(Noun.ACCOUNTS, columns, [{"Account Owner": "Kim Vale"}])


def test_the_numbers_of_rows_are_no_key():
    rows = [{"No.": str(n), "Name": f"Customer {n}"} for n in range(1, 5)]
    assert suggest(Noun.ACCOUNTS, ["No.", "Name"], rows) == {"name": "Name", "key": "Name"}
    assert suggest(Noun.ACCOUNTS, ["No.", "Description"]) == {}


def test_a_debtor_is_a_number_or_a_name():
    assert suggest(Noun.ACCOUNTS, ["Debitor", "Name 1"], [{"Debitor": "10001"}]) == {"name": "Name 1", "key": "Debitor"}
    assert suggest(Noun.ACCOUNTS, ["Debitor"], [{"Debitor": "Alder GmbH"}]) == {"name": "Debitor", "key": "Debitor"}


def test_sales_lines_are_no_accounts_though_they_name_customers():
    everything = tuple(Noun)
    assert guess(["Customer", "Country", "Currency", "Invoice No", "Invoice Date", "Amount"], everything) is None
    assert guess(["Customer", "Country", "Currency"], everything) == Noun.ACCOUNTS
