"""The headings people have: a whole heading row of each system with what is suggested, and what must not be."""

import pytest

from covalue.ledger.mapping import Mapping, suggest
from covalue.ledger.tests.conftest import Desk

SAP_TECHNICAL = "MANDT;VBELN;POSNR;FKDAT;FKART;KUNAG;KUNRG;MATNR;ARKTX;FKIMG;VRKME;NETWR;MWSBP;WAERK;WAVWR;SPART;LAND1"
SAP_GERMAN = "Faktura;Position;Fakturadatum;Auftraggeber;Regulierer;Material;Bezeichnung;Fakturierte Menge;ME;Nettowert;Währg;Sparte"
SAP_ENGLISH = "Billing Document;Item;Billing Date;Sold-To Party;Payer;Material;Item Description;Billed Quantity;SU;Net Value;Document Currency;Division"
DATEV = (
    "Umsatz (ohne Soll/Haben-Kz);Soll/Haben-Kennzeichen;WKZ Umsatz;Kurs;Basis-Umsatz;WKZ Basis-Umsatz;Konto;"
    "Gegenkonto (ohne BU-Schlüssel);BU-Schlüssel;Belegdatum;Belegfeld 1;Belegfeld 2;Skonto;Buchungstext"
)
DATEV_OPOS = "Konto;Rechnungsnummer;Datum;Fälligkeit;Sollbetrag;Habenbetrag;Saldo;Gegenkonto;Buchungstext"
CENTRAL = (
    "Document No.;Line No.;Sell-to Customer No.;Bill-to Customer No.;Type;No.;Description;Shipment Date;Quantity;Unit of Measure Code;"
    "Unit Price;Line Discount %;Line Discount Amount;Amount;Amount Including VAT;Posting Date"
)
CENTRAL_GERMAN = "Belegnr.;Zeilennr.;Verk. an Deb.-Nr.;Art;Nr.;Beschreibung;Menge;VK-Preis;Zeilenrabatt %;Betrag;Betrag inkl. MwSt.;Buchungsdatum;Währungscode"
CENTRAL_ENTRIES = (
    "Entry No.;Posting Date;Document Type;Document No.;Customer No.;Description;Currency Code;Original Amount;Amount;"
    "Remaining Amount;Sales (LCY);Due Date;Open"
)
XERO = (
    "ContactName,EmailAddress,POAddressLine1,POCity,PORegion,POPostalCode,POCountry,SAAddressLine1,SACity,SACountry,InvoiceNumber,"
    "Reference,InvoiceDate,DueDate,PlannedDate,Total,TaxTotal,InvoiceAmountPaid,InvoiceAmountDue,InventoryItemCode,Description,"
    "Quantity,UnitAmount,Discount,LineAmount,AccountCode,TaxType,TaxAmount,TrackingName1,TrackingOption1,Currency,Type,Sent,Status"
).replace(",", ";")
QUICKBOOKS = "Customer full name;Transaction date;Transaction type;Num;Product/Service full name;Memo/Description;Quantity;Sales price;Amount;Balance"
QUICKBOOKS_DESKTOP = "Type;Date;Num;Memo;Name;Item;Qty;Sales Price;Amount;Balance"
SALESFORCE = (
    "Opportunity ID;Account ID;Account Name;Opportunity Name;Opportunity Owner;Stage;Close Date;Amount;Created Date"
)
HUBSPOT = "Record ID;Deal Name;Deal Stage;Close Date;Deal owner;Amount;Associated Company IDs;Associated Company"
DYNAMICS = "(Do Not Modify) Invoice;(Do Not Modify) Row Checksum;Invoice ID;Name;Customer;Total Tax;Total Amount;Date Delivered;Due Date;Currency"


def suggested(heading: str, values: str = "", **changed: str) -> dict[str, str]:
    """What is suggested for a heading, with a row of values below it or none, some of them changed."""
    columns = heading.split(";")
    row = dict(zip(columns, values.split(";"), strict=True)) if values else {}
    rows = [row | changed] if row or changed else []
    return dict(suggest(columns, rows).fields)


@pytest.mark.parametrize(
    ("heading", "values", "mapping"),
    [
        (SAP_TECHNICAL, "100;90000001;000010;20260105;F2;1000;1900;P-1;Pump;2;ST;200.00;38.00;EUR;120.00;01;DE",
         {"customer": "KUNAG", "document": "VBELN", "line": "POSNR", "date": "FKDAT", "offering": "MATNR", "unit": "SPART",
          "region": "LAND1", "quantity": "FKIMG", "amount": "NETWR", "cost": "WAVWR", "currency": "WAERK"}),
        (SAP_GERMAN, "90000001;10;05.01.2026;1000;1900;P-1;Pumpe;2;ST;200,00;EUR;01",
         {"customer": "Auftraggeber", "document": "Faktura", "line": "Position", "date": "Fakturadatum", "offering": "Material", "offering_name": "Bezeichnung",
          "unit": "Sparte", "quantity": "Fakturierte Menge", "amount": "Nettowert", "currency": "Währg"}),
        (SAP_ENGLISH, "90000001;10;01/05/2026;1000;1900;P-1;Pump;2;PC;200.00;EUR;01",
         {"customer": "Sold-To Party", "document": "Billing Document", "line": "Item", "date": "Billing Date",
          "offering": "Material", "offering_name": "Item Description", "unit": "Division", "quantity": "Billed Quantity", "amount": "Net Value",
          "currency": "Document Currency"}),
        (DATEV, "1190,00;S;EUR;;;;10001;8400;;05.01.2026;R-1;;;Pumpe",
         {"customer": "Konto", "document": "Belegfeld 1", "date": "Belegdatum", "amount": "Umsatz (ohne Soll/Haben-Kz)",
          "currency": "WKZ Umsatz"}),
        (DATEV_OPOS, "10001;R-1;05.01.2026;04.02.2026;1190,00;;1190,00;8400;Pumpe",
         {"customer": "Konto", "document": "Rechnungsnummer", "date": "Datum"}),
        (CENTRAL, "103001;10000;C-1;C-9;Item;1896-S;Desk;05/01/2026;2;PCS;100.00;5;10.00;190.00;226.10;05/01/2026",
         {"customer": "Sell-to Customer No.", "document": "Document No.", "line": "Line No.", "date": "Posting Date",
          "offering": "No.", "quantity": "Quantity", "discount": "Line Discount Amount", "amount": "Amount",
          "shipped": "Shipment Date"}),
        (CENTRAL_GERMAN, "103001;10000;D-1;Artikel;1896-S;Tisch;2;100,00;0;200,00;238,00;05.01.2026;EUR",
         {"customer": "Verk. an Deb.-Nr.", "document": "Belegnr.", "line": "Zeilennr.", "date": "Buchungsdatum",
          "offering": "Nr.", "quantity": "Menge", "amount": "Betrag", "currency": "Währungscode"}),
        (CENTRAL_ENTRIES, "2800;05/01/2026;Invoice;103001;C-1;Order 1;USD;226.10;226.10;0.00;175.00;02/04/2026;No",
         {"customer": "Customer No.", "document": "Document No.", "date": "Posting Date", "amount": "Sales (LCY)"}),
        (XERO, "Alder;a@alder.example;;;;;UK;;;;INV-1;;05/01/2026;04/02/2026;;228.00;38.00;0;228.00;P-1;Pump;2;100.00;5;190.00;200;"
               "20% (VAT on Income);38.00;;;GBP;Sales invoice;Sent;Awaiting Payment",
         {"customer": "ContactName", "document": "InvoiceNumber", "date": "InvoiceDate", "offering": "InventoryItemCode",
          "region": "POCountry", "quantity": "Quantity", "amount": "LineAmount", "currency": "Currency"}),
        (QUICKBOOKS, "Alder;01/05/2026;Invoice;1001;Pumps:Standard;two;2;100.00;200.00;200.00",
         {"customer": "Customer full name", "document": "Num", "date": "Transaction date",
          "offering": "Product/Service full name", "quantity": "Quantity", "amount": "Amount"}),
        (QUICKBOOKS_DESKTOP, "Invoice;01/05/2026;1001;;Alder;Pump;2;100.00;200.00;200.00",
         {"customer": "Name", "document": "Num", "date": "Date", "offering": "Item", "quantity": "Qty", "amount": "Amount"}),
        (SALESFORCE, "006A;001A;Alder;Pumps;Kim Vale;Closed Won;2026-01-05;200.00;2025-11-01",
         {"customer": "Account ID", "customer_name": "Account Name", "document": "Opportunity ID", "date": "Close Date",
          "amount": "Amount"}),
        (HUBSPOT, "77;Pumps;Closed won;2026-01-05 10:00;Kim Vale;200.00;501;Alder",
         {"customer": "Associated Company IDs", "customer_name": "Associated Company", "document": "Record ID",
          "date": "Close Date", "amount": "Amount"}),
        (DYNAMICS, "guid;sum;INV-1;Pumps;Alder;38.00;238.00;05/01/2026;04/02/2026;Euro",
         {"customer": "Customer", "document": "Invoice ID", "currency": "Currency", "shipped": "Date Delivered"}),
    ],
)  # fmt: skip
def test_a_heading_row_of_each_system(heading, values, mapping):
    assert suggested(heading, values) == mapping


@pytest.mark.parametrize(
    "written", ["Invoice_No", "INVOICE-NO.", "invoice no", "Invoice  No", "invoiceno", "*InvoiceNo", "Invóice No"]
)
def test_blanks_dashes_points_capitals_and_accents_are_folded(written):
    assert suggested(written) == {"document": written}


@pytest.mark.parametrize("name", ["Client", "client_id", "CLIENT ID"])
def test_a_client_is_a_customer(name):
    assert suggested(name, "Alder") == {"customer": name}
    assert suggested(f"{name};Customer", "Mandant;Alder") == {"customer": "Customer"}


@pytest.mark.parametrize(
    ("heading", "values", "customer", "name"),
    [
        ("Customer No.;Customer Name;Amount", "10001;Alder;5", "Customer No.", "Customer Name"),
        ("Sell-to Customer No.;Sell-to Customer Name;Amount", "10001;Alder;5", "Sell-to Customer No.", "Sell-to Customer Name"),
        ("Kundennummer;Kunde;Betrag", "10001;Alder;5,00", "Kundennummer", "Kunde"),
        ("Customer;Customer ID;Amount", "Alder;10001;5", "Customer ID", "Customer"),
        ("Debitor;Debitorname;Betrag", "10001;Alder;5,00", "Debitor", "Debitorname"),
        ("Customer Name;Amount", "Alder;5", "Customer Name", None),
        ("Customer;Product;Name;Amount", "10001;P-1;Pump;5", "Customer", None),
        ("Account;Account Name;Split;Amount", "4000;Alder;Bank;5", "Account Name", None),
    ],
)  # fmt: skip
def test_a_customers_number_and_name_are_two_fields(heading, values, customer, name):
    fields = suggested(heading, values)
    assert (fields.get("customer"), fields.get("customer_name")) == (customer, name)


def test_the_client_of_sap_is_no_customer():
    rows = [{"Client": "100", "Billing Document": str(n)} for n in range(5)]
    assert suggest(["Client", "Billing Document"], rows).fields == {"document": "Billing Document"}
    assert suggest(["Client"], [{"Client": "100"}, {"Client": "207"}]).fields == {"customer": "Client"}


@pytest.mark.parametrize(
    ("heading", "values", "field"),
    [
        ("Account;Debit;Credit;Date", "4000 Sales;;100.00;2026-01-05", "customer"),  # of the books
        ("Date;Transaction Type;Num;Name;Account;Split;Amount", "2026-01-05;Bill;7;Alder;Bank;Rent;-5.00", "amount"),
        ("Konto;Belegdatum", "8400;05.01.2026", "customer"),
        ("Konto;Belegdatum", "10001;0501", "date"),  # DATEV leaves out the year
        ("Umsatz (ohne Soll/Haben-Kz);Soll/Haben-Kennzeichen", "100,00;H", "amount"),  # a credit without a sign
        ("Name;Betrag", "Alder;100,00", "customer"),  # anybody's
        ("Num;Amount", "7;100.00", "document"),
        ("No.;Description;Amount", "7;Pump;100.00", "offering"),
        ("Unit;Quantity", "PCS;2", "unit"),  # of measure
        ("Gross;VAT;Net", "119.00;19.00;100.00", "list_amount"),  # with tax
        ("Brutto;Netto", "119,00;100,00", "list_amount"),
        ("Total;Tax", "119.00;19.00", "amount"),
        ("Invoice Date;Due Date", "2026-01-05;2026-02-04", "required"),  # of the payment
        ("UnitAmount;Discount", "100.00;5", "discount"),  # in per cent
        ("Rabatt", "5 %", "discount"),
        ("Stage;Close Date;Amount", "Proposal;2026-09-01;100.00", "amount"),  # not sold
        ("Stage;Close Date;Amount", "Proposal;2026-09-01;100.00", "date"),
        ("Type", "Revenue", "kind"),
        ("Sales", "Kim Vale", "amount"),
        ("Position", "left", "line"),
    ],
)  # fmt: skip
def test_a_heading_with_two_meanings_is_not_suggested_where_it_means_the_other(heading, values, field):
    assert field not in suggested(heading, values)


@pytest.mark.parametrize(
    ("heading", "values", "field", "column"),
    [
        ("Account;Amount", "Alder;5.00", "customer", "Account"),
        ("Gross Sales;Discounts;Net Sales", "100.00;5.00;95.00", "list_amount", "Gross Sales"),
        ("Order Date;Due Date;Ship Date", "2026-01-05;2026-01-12;2026-01-09", "required", "Due Date"),
        ("Unit;Amount", "North;5.00", "unit", "Unit"),
        ("Item;Amount", "Pump;5.00", "offering", "Item"),
        ("Total", "119.00", "amount", "Total"),
    ],
)
def test_and_where_it_means_that_it_is(heading, values, field, column):
    assert suggested(heading, values)[field] == column


def test_amounts_of_a_booking_system_say_what_they_leave_out(desk: Desk):
    rows = "100,00;S;10001;05.01.2026;R-1\n40,00;H;10001;06.01.2026;G-1\n"
    fields = {
        "customer": "Konto",
        "document": "Belegfeld 1",
        "date": "Belegdatum",
        "amount": "Umsatz (ohne Soll/Haben-Kz)",
    }
    text = "Umsatz (ohne Soll/Haben-Kz);Soll/Haben-Kennzeichen;Konto;Belegdatum;Belegfeld 1\n"
    sentences = [each.sentence for each in desk.bring(text + rows, Mapping(fields=fields)).assumed]
    assert (
        "“Soll/Haben-Kennzeichen” was not looked at: 1 amounts are credits there and count as they stand here."
        in sentences
    )
    assert "“Umsatz (ohne Soll/Haben-Kz)” is what was booked, with the VAT of its account." in sentences
    debits = [each.sentence for each in desk.bring(text + rows.splitlines()[0], Mapping(fields=fields)).assumed]
    assert not any("not looked at" in sentence for sentence in debits)
