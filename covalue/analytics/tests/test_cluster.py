"""What can be told of the cluster's engine without a cluster; tests/endurance/test_two_engines.py runs a real one."""

import pyarrow as pa
import pytest

from covalue.analytics import cluster
from covalue.analytics.cluster import ClusterEngine, ClusterError
from covalue.analytics.engine import Lines

NOBODY = ClusterEngine("spark://127.0.0.1:1", memory="200MB", threads=1)


def test_a_cluster_that_does_not_answer_is_told_of_at_once() -> None:
    pytest.importorskip("pyspark")
    with pytest.raises(ClusterError, match="No Spark cluster answers at spark://127.0.0.1:1"):
        NOBODY.rows("last_date", Lines(1, ("a.parquet",)))


def test_an_empty_ledger_and_tables_need_no_cluster() -> None:
    assert NOBODY.rows("last_date", Lines(None, ()))[0]["lines"] == 0
    empty = NOBODY.table("profitability_volumes", Lines(None, ()), tables={"pools": pa.table({"pool": [1], "driver": ["lines"], "rate": [1], "border": [1], "activity": [""], "starts": [None], "ends": [None]})}, start=None, end=None)  # fmt: skip
    assert empty.num_rows == 0


def test_files_on_object_storage_are_refused_with_a_sentence() -> None:
    with pytest.raises(ClusterError, match="A Spark cluster reads a ledger in a folder that all its"):
        NOBODY.rows("last_date", Lines(1, ("s3://b/a.parquet",), filesystem=object()))


def test_customers_are_never_handed_to_an_analysis_that_would_not_look_at_them() -> None:
    with pytest.raises(ValueError, match="cannot be narrowed"):
        NOBODY.rows("last_date", Lines(1, ("a.parquet",)), customers=[])


def test_whole_months_are_written_out_for_spark() -> None:
    text = cluster.carried("contracts", unit="month")
    assert "LAST_DAY" in text and "DATE_SUB" not in text and ":until" in text
