"""Seals by themselves: what breaks them, and what may be forgotten without breaking them."""

from dataclasses import replace

import pytest

from covalue.value.signing import seals
from covalue.value.signing.seals import Fault, Record

KEY, OTHER = b"ours", b"theirs"


def chain(*contents: str) -> list[Record]:
    records: list[Record] = []
    for number, content in enumerate(contents, start=1):
        previous = records[-1].digest if records else ""
        digest = seals.digest(content, previous)
        records.append(Record(number, content, previous, digest, seals.mark(digest, KEY), None, None))
    return records


def head(records: list[Record]) -> tuple[int, str, str]:
    number, digest = records[-1].number, records[-1].digest
    return number, digest, seals.mark(f"{seals.HEAD}{number}{digest}", KEY)


def faults(
    records: list[Record], kept: tuple[int, str, str], keys: tuple[bytes, ...] = (KEY,)
) -> set[tuple[int, Fault]]:
    findings, _count = seals.verified(records, head=kept, keys=keys)
    return {(one.number, one.fault) for one in findings}


def test_an_untouched_chain_is_intact() -> None:
    records = chain("a", "b", "c")
    assert seals.verified(records, head=head(records), keys=(OTHER, KEY)) == ((), 3)


def test_nothing_signed_yet_is_intact() -> None:
    assert seals.verified([], head=(0, "", ""), keys=(KEY,)) == ((), 0)


def test_a_changed_record_is_named() -> None:
    records = chain("a", "b", "c")
    assert faults([records[0], replace(records[1], content="B"), records[2]], head(records)) == {(2, Fault.CHANGED)}


def test_digests_reckoned_anew_without_the_key_are_forged() -> None:
    """Whoever has the database but not the key can make a whole new chain; not one with our marks."""
    records, forged = chain("a", "b"), []
    for record in chain("a", "B"):
        forged.append(replace(record, mark=seals.mark(record.digest, OTHER)))
    kept = (2, forged[-1].digest, head(records)[2])
    assert faults(forged, kept) == {(1, Fault.FORGED), (2, Fault.FORGED), (2, Fault.CUT)}


def test_a_record_taken_out_is_missed() -> None:
    records = chain("a", "b", "c")
    assert faults([records[0], records[2]], head(records)) == {(3, Fault.MISSING)}


@pytest.mark.parametrize("kept", [1, 2])
def test_a_chain_cut_off_is_noticed(kept: int) -> None:
    records = chain("a", "b", "c")
    assert faults(records[:kept], head(records)) == {(3, Fault.CUT)}


def test_a_record_put_at_the_end_is_noticed() -> None:
    records = chain("a", "b")
    assert faults(records, head(records[:1])) == {(1, Fault.CUT)}


def test_a_commitment_opens_only_to_its_words() -> None:
    made = seals.commitment("salt", "Signe Dahl", "signe@halden.example")
    assert made != seals.commitment("salt", "Signe Dahl", "")
    assert made != seals.commitment("other", "Signe Dahl", "signe@halden.example")
    assert seals.commitment("salt", "ab", "c") != seals.commitment("salt", "a", "bc")


def test_one_content_has_one_text() -> None:
    assert seals.text_of({"b": 1, "a": "é"}) == seals.text_of({"a": "é", "b": 1}) == '{"a":"é","b":1}'
