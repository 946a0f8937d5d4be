"""Headings as systems write them, to suggest which column is which field.

Collected from the documentation of what people export: Salesforce, HubSpot and Dynamics 365; SAP's lists of billing documents
and their technical names; DATEV's Buchungsstapel and OPOS lists; Business Central, Xero and QuickBooks; English and German.
A heading that means one thing here and another there is only taken where the others, or the column's values, say which.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from covalue.ledger.rules import DATES, KINDS, NUMBERS

SENSIBLE_SHARE: Final = 0.5  # of a column's values are of the kind its field wants
DEBTOR: Final = re.compile(r"[1-6]\d{4,8}$")  # DATEV numbers those of customers so, and no other account
DAY: Final = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}([ T].*)?$|(19|20)\d{6}$")
SAP_CLIENT: Final = re.compile(r"\d{3}$")
WON: Final = ("won", "gewonnen")
FEWEST_COUNTED: Final = 2

# Earlier means likelier. What is written with or without blanks, points, dashes, capitals and accents is the same.
NAMES: Final[dict[str, str]] = {
    "customer": "customer, customer id, customer key, customer no, customer number, customer code, sell-to customer no, sold-to, "
    "sold-to party, kunag, kunnr, account id, account number, account, client id, client, company id, associated company ids, contact id, kunde, kunden-nr, "
    "kundennummer, kunden-id, verk. an deb.-nr, debitorennr, debitornr, debitor, debitoren-nr, debitorennummer, auftraggeber, konto, account-id, "
    "code client, cliente, customer name, contact name, account name, accountname, customer full name, customer account, kundenname, associated company, company name, "
    "firma, name, bill-to customer no, rech. an deb.-nr, payer, regulierer, kunrg, "
    "sell-to customer name, verk. an deb.-name, debitorname, debitorenname, sold-to party name, name of sold-to party, client name, kunde name, nom du client, raison sociale, nombre del cliente, razon social",
    "customer_name": "customer name, customer full name, sell-to customer name, verk. an deb.-name, kundenname, kunde name, debitorname, debitorenname, sold-to party name, "
    "name of sold-to party, auftraggeber name, name auftraggeber, account name, accountname, client name, company name, associated company, company, firma, firmenname, name 1, name1, kunde, debitor, customer, client, nom du client, raison sociale, nombre del cliente, razon social, bill-to name, name",
    "document": "document, invoice, invoice no, invoice number, invoice id, billing document, vbeln, posted invoice no, document no, document number, doc no, order, order id, "
    "order no, order number, sales order, sales document, rechnung, rechnungs-nr, rechnungsnummer, faktura, fakturanummer, belegnr, belegnummer, "
    "beleg-nr, verkaufsbeleg, auftrag, auftragsnr, auftragsnummer, belegfeld 1, facture, num facture, factura, num, opportunity id, record id",
    "line": "line, line no, line number, line item, billing item, position, pos, posnr, pos-nr, positionsnr, zeile, zeilennr, zeilennummer, item, item no",
    "date": "invoice date, billing date, fkdat, rechnungsdatum, fakturadatum, fakt.datum, date, document date, posting date, transaction date, order date, "
    "belegdatum, buchungsdatum, auftragsdatum, datum, fecha, close date, schlusstermin, abschlussdatum",
    "offering": "offering, product, product id, product code, product/service, product/service full name, stock code, sku, material, material number, matnr, materialnummer, article, "
    "artikel, artikel-nr, artikelnummer, item code, inventory item code, item number, item no, item, produkt, produktcode, produktnummer, product name, produit, producto, no, nr",
    "offering_name": "product name, item name, article name, offering name, material name, product description, item description, article description, "
    "material description, product title, service name, produktname, produktbezeichnung, artikelname, artikelbezeichnung, artikel-bezeichnung, "
    "materialbezeichnung, materialkurztext, bezeichnung, artikeltext, warenbezeichnung, description, beschreibung, designation, libelle, descripcion",
    "unit": "unit, business unit, bu, division, sales org, sales organisation, sales organization, vkorg, verkaufsorg, verkaufsorganisation, sparte, spart, "
    "geschäftsbereich, business area",
    "region": "region, country, sales region, territory, ship country, ship-to country, ship-to country/region code, country/region, country/region code, billing country, sa country, po country, land, "
    "länder-/regionscode, land/region, land1, verkaufsgebiet, vertriebsgebiet, pays, pais",
    "quantity": "quantity, qty, invoiced quantity, billed quantity, actual billed quantity, fkimg, menge, fakturierte menge, fakturierte mng, faktur.menge, quantite, cantidad, units, stück, anzahl",
    "list_amount": "list amount, list value, listenbetrag, listenwert, gross, gross amount, gross sales, brutto, bruttobetrag",
    "discount": "discount, discount amount, line discount amount, rabatt, rabattbetrag, zeilenrabattbetrag, remise, descuento",
    "amount": "amount, line amount, line amount excl. vat, amount excl. vat, amount excluding vat, net, net amount, net value, net value in document currency, netwr, net revenue, "
    "net sales, revenue, sales, sales amount (actual), sales (lcy), total price, line total, extended amount, betrag, zeilenbetrag, zeilenbetrag ohne mwst, betrag ohne mwst, netto, nettobetrag, nettowert, "
    "nettoumsatz, verkaufsbetrag (tatsächl.), verkauf (mw), umsatz, umsatz (ohne soll/haben-kz), erlös, gesamtpreis, montant, importe, total",
    "cost": "cost, cogs, cost of sales, cost amount (actual), wavwr, kosten, wareneinsatz, einstandsbetrag (tatsächl.), cout, coste",
    "currency": "currency, currency code, document currency, waerk, transaction currency, invoice currency, account currency, currencyisocode, währung, waehrung, währg, belegwährung, währungscode, wkz umsatz, wkz, "
    "devise, moneda",
    "kind": "kind, type, line type, document type, transaction type, belegart",
    "required": "required, required date, requested date, requested delivery date, promised delivery date, promised date, due date, wunschtermin, "
    "wunschlieferdatum, gewünschtes lieferdatum, zugesagtes lieferdatum, liefertermin, date demandee",
    "shipped": "shipped, shipped date, ship date, shipment date, delivered, delivered date, delivery date, goods issue date, date delivered, warenausgangsdatum, "
    "versanddatum, lieferdatum, date expedition",
}  # fmt: skip
UNIT_PRICE: Final = (
    "unit price, price, net price, sales price, unit amount, einzelpreis, preis, vk-preis, verkaufspreis, stückpreis, "
    "prix unitaire, prix, precio"
)
BOOKED: Final = "umsatz (ohne soll/haben-kz)"  # by DATEV: without a sign, and with the VAT of its account
LOCAL_MONEY: Final = "sales (lcy), verkauf (mw)"  # in the books' currency, whatever that of the document
SIDES: Final = "soll/haben-kennzeichen, soll-/haben-kennzeichen, soll/haben-kz, soll/haben, s/h, debit/credit indicator"
TAXES: Final = (
    "tax, tax amount, tax total, vat, vat amount, total tax, ust, umsatzsteuer, mwst, mehrwertsteuer, steuer, steuerbetrag, "
    "mwst.-betrag, invoice amount due"
)
QUANTITIES: Final = "quantity, qty, menge, invoiced quantity, billed quantity, fakturierte menge, fkimg, units"
STAGES: Final = "stage, deal stage, opportunity stage, sales stage, phase, deal-phase, opportunity-phase, stage name"
OF_QUICKBOOKS: Final = "num, transaction type, memo/description, memo, split"
LISTED: Final = "debit, credit, soll, haben, gegenkonto, offset account, g/l account, split, account type, account code"


@dataclass(frozen=True)
class Sight:
    """The headings of a file, and some of its rows as text."""

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...] = ()
    by_name: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, columns: Iterable[str], rows: Iterable[Mapping[str, str]] = ()) -> "Sight":
        names = tuple(columns)
        return cls(names, tuple(rows), {folded(name): name for name in reversed(names)})

    def has(self, headings: str, *, but: str = "") -> bool:
        """Whether one of these headings is there, the column `but` aside."""
        return any(self.by_name.get(name, but) != but for name in folds(headings))

    def values(self, column: str) -> list[str]:
        """What stands in the sample's cells of a column, empty ones left out."""
        return [value for row in self.rows if (value := row.get(column, "").strip())]


Fits = Callable[[Sight, str], bool]


@dataclass(frozen=True)
class Doubt:
    """Headings that mean a field only `beside` one of others, never `apart` from one of others, and where values are so."""

    field: str
    headings: str
    beside: str = ""
    apart: str = ""
    fits: Fits = lambda sight, column: True

    def lets(self, sight: Sight, column: str) -> bool:
        return (
            (not self.beside or sight.has(self.beside, but=column))
            and not (self.apart and sight.has(self.apart, but=column))
            and self.fits(sight, column)
        )


def _debtors(sight: Sight, column: str) -> bool:
    values = sight.values(column)
    return bool(values) and all(DEBTOR.match(value) for value in values)


def _no_sap_client(sight: Sight, column: str) -> bool:
    """SAP calls its own tenant a client: the same three digits on every row."""
    values = sight.values(column)
    return not (len(set(values)) == 1 and len(values) > 1 and SAP_CLIENT.match(values[0]))


def _all_won(sight: Sight, _column: str) -> bool:
    """An offer's day and value are those of a sale once it is won."""
    stage = next((sight.by_name[name] for name in folds(STAGES) if name in sight.by_name), None)
    values = sight.values(stage) if stage else []
    return bool(values) and all(any(word in value.casefold() for word in WON) for value in values)


def _one_side(sight: Sight, _column: str) -> bool:
    """Amounts without a sign are sales where another column says that all of them are debits."""
    sides = [sight.by_name[name] for name in folds(SIDES) if name in sight.by_name]
    return all(value.upper() in ("S", "D") for side in sides for value in sight.values(side))


def side_in(columns: Iterable[str]) -> str | None:
    """The column that says of each amount whether it is a debit or a credit."""
    by_name = {folded(name): name for name in columns}
    return next((by_name[name] for name in folds(SIDES) if name in by_name), None)


def _no_share(sight: Sight, column: str) -> bool:
    return not any(value.endswith("%") for value in sight.values(column))


def _words(sight: Sight, column: str) -> bool:
    """Whether values are names rather than numbers."""
    values = sight.values(column)
    return bool(values) and not any(value.isdecimal() for value in values)


def _no_name_beside_a_number(sight: Sight, column: str) -> bool:
    """A column of names is no key where another has the customers' numbers."""
    return not (_words(sight, column) and sight.has(OWN_NUMBERS, but=column))


def not_counted(sight: Sight, column: str) -> bool:
    """Whether a column is more than the rows' own numbers: 1, 2, 3 …"""
    values = sight.values(column)
    return len(values) < FEWEST_COUNTED or values != [str(n) for n in range(1, len(values) + 1)]


OWN_NUMBERS: Final = (
    "customer id, customer key, customer no, customer number, customer code, kunnr, kunden-nr, kundennummer, kunden-id, "
    "debitorennr, debitornr, debitoren-nr, debitorennummer, code client"
)
NUMBERS_OF_CUSTOMERS: Final = (
    f"{OWN_NUMBERS}, customer account, sell-to customer no, sold-to, sold-to party, kunag, account id, account number, client id, company id, "
    "verk. an deb.-nr"
)
OFFERINGS_BY_NAME: Final = "product, product id, product code, sku, material, material number, materialnummer, matnr, stock code, artikel, artikelnr, item code"
NUMBERS_OF_OFFERINGS: Final = (
    "product id, product code, stock code, sku, material, material number, matnr, materialnummer, artikel-nr, artikelnummer, "
    "article, article number, item code, item number, item no, produktcode, produktnummer"
)
DOUBTS: Final = (
    Doubt("customer", "client", fits=_no_sap_client),
    Doubt("customer", "account", apart=f"{LISTED}, {OF_QUICKBOOKS}"),
    Doubt("customer", "konto", fits=_debtors),
    Doubt("customer", "account number", apart=LISTED),
    Doubt("customer", "name", beside="num, transaction type"),
    Doubt("customer", "contact name, contact id", beside="invoice number, invoice no"),
    Doubt("customer", "firma, company name, company id, associated company, associated company ids", beside=f"{STAGES}, invoice number, invoice no, rechnungsnummer, rechnungsnr"),
    Doubt("customer", "bill-to customer no, rech. an deb.-nr, payer, regulierer, kunrg", beside="document no, belegnr, billing document, vbeln, faktura"),
    Doubt("customer_name", "name, name 1, name1, company, client", beside=NUMBERS_OF_CUSTOMERS),
    Doubt("customer_name", "customer, kunde, debitor", beside=NUMBERS_OF_CUSTOMERS, fits=_words),
    Doubt("customer_name", "account name, accountname", apart=LISTED),
    Doubt("customer", "customer, kunde, debitor", fits=_no_name_beside_a_number),
    Doubt("document", "num", beside="transaction type, transaction date, memo, memo/description, sales price"),
    Doubt("document", "order, auftrag", beside="date, order date, invoice date, datum, belegdatum, auftragsdatum, rechnungsdatum"),
    Doubt("document", "opportunity id, record id", beside=STAGES, fits=_all_won),
    Doubt("line", "item, item no", beside=OFFERINGS_BY_NAME),
    Doubt("date", "close date, schlusstermin, abschlussdatum", fits=_all_won),
    Doubt("date", "belegdatum", fits=lambda sight, column: _most(sight.values(column), DAY)),  # DATEV leaves out the year
    Doubt("offering", "no, nr", beside="document no, belegnr, document number", fits=not_counted),
    Doubt("offering", "item, item no", apart="posnr"),
    Doubt("offering_name", "description, beschreibung, bezeichnung, designation, libelle, descripcion", beside=NUMBERS_OF_OFFERINGS),
    Doubt("unit", "unit", apart=QUANTITIES),
    Doubt("list_amount", "gross, gross amount, gross sales, brutto, bruttobetrag", beside="discount, discount amount, discounts, rabatt, rabattbetrag, remise", apart=TAXES),
    Doubt("discount", "discount", apart="unit amount"),
    Doubt("discount", "discount, rabatt, remise, descuento", fits=_no_share),
    Doubt("amount", "amount, betrag", apart="remaining amount, restbetrag, remaining amt. (lcy), split"),
    Doubt("amount", "amount, betrag, total, umsatz, umsatz (ohne soll/haben-kz)", fits=_one_side),
    Doubt("amount", "amount, betrag, total price", fits=lambda sight, column: not sight.has(STAGES) or _all_won(sight, column)),
    Doubt("amount", "total", apart=TAXES),
    Doubt("required", "due date", beside="ship date, shipped date, shipment date, shipped", apart="invoice date, invoice number, invoice no, posting date"),
)  # fmt: skip


@cache
def folds(headings: str) -> tuple[str, ...]:
    """Headings separated by commas, as they are compared."""
    return tuple(filter(None, map(folded, headings.split(","))))


def folded(heading: str) -> str:
    """A heading as it is compared: letters and digits only, without accents or capitals."""
    plain = unicodedata.normalize("NFKD", heading.casefold())
    return re.sub(r"[^a-z0-9]", "", "".join(c for c in plain if not unicodedata.combining(c)))


def recognised(sight: Sight, fields: Iterable[str]) -> dict[str, str]:
    """Field → column, each column once."""
    free = dict(sight.by_name)
    mapping: dict[str, str] = {}
    for name in fields:
        likely = [each for each in folds(NAMES[name]) if each in free and is_meant(name, free[each], sight)]
        filled = [each for each in likely if sight.values(free[each])]
        if likely:
            mapping[name] = free.pop((filled or likely)[0])
    return mapping


def is_meant(name: str, column: str, sight: Sight) -> bool:
    """Whether a column known by its heading may be that field: others do not contradict it, nor do its values."""
    heading = folded(column)
    doubts = (doubt for doubt in DOUBTS if doubt.field == name and heading in folds(doubt.headings))
    return all(doubt.lets(sight, column) for doubt in doubts) and _is_plausible(name, sight.values(column))


def _is_plausible(name: str, values: list[str]) -> bool:
    """A number field and a day want digits in the sample, a line number whole ones, a kind the ledger's words."""
    if name == "kind":
        return all(value.casefold() in KINDS for value in values)
    if name == "line":
        return all(value.isdecimal() for value in values)
    return _most(values, re.compile(r".*\d")) if name in (*NUMBERS, *DATES) else True


def _most(values: list[str], pattern: re.Pattern[str]) -> bool:
    return sum(bool(pattern.match(value)) for value in values) >= SENSIBLE_SHARE * len(values)
