"""What a process loads before it answers anything: no program of figures or documents that only some pages need."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LATER = (
    "scipy.special", "scipy.optimize", "scipy.stats", "pint", "typst", "onelogin", "lxml.etree", "pptx", "openpyxl",
    "xlsxwriter", "scim2_models", "pyspark",
)  # fmt: skip
LOADED = """
import sys, django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
print(*sys.modules)
"""


@pytest.mark.apart
def test_settings_and_addresses_load_no_more_than_they_need() -> None:
    """numpy, pyarrow, duckdb and deltalake are still loaded: types of the analyses' tables name them."""
    told = {"DJANGO_SETTINGS_MODULE": "covalue.config.settings", "PYTHONPATH": str(ROOT), "PATH": ""}
    done = subprocess.run([sys.executable, "-c", LOADED], env=told, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert sorted(set(LATER) & set(done.stdout.split())) == []
