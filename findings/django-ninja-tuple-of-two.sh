#!/usr/bin/env bash
# django-ninja 1.7.1 (Django 5.2.9, pydantic 2.12.5): an operation whose response is a list, and which returns a tuple of
# exactly two rows (frozen dataclasses), is not answered: the first row is taken for the status and the second for the answer
# (ConfigError "Schema for status … is not set in response"). A tuple of one or three rows is answered as a list.
# Expected: the declared response decides, or every tuple is refused alike. Return lists.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check django==5.2.9 django-ninja==1.7.1 pydantic==2.12.5
cat > "$folder/show.py" <<'PY'
import warnings
from dataclasses import dataclass

from django.conf import settings

settings.configure(SECRET_KEY="x", ROOT_URLCONF=__name__, ALLOWED_HOSTS=["testserver"])
import django

django.setup()
from django.test import Client
from django.urls import path
from ninja import NinjaAPI
from ninja.errors import ConfigError

warnings.simplefilter("ignore")


@dataclass(frozen=True)
class Load:
    hours: int


api = NinjaAPI()


@api.get("/loads", response=list[Load])
def loads(request, n: int):
    return tuple(Load(hours=hour) for hour in range(n))


urlpatterns = [path("", api.urls)]
client = Client()
for n in (1, 2, 3):
    try:
        print(n, client.get(f"/loads?n={n}").json())
    except ConfigError as problem:
        print(n, "ConfigError:", str(problem).split(" is not set")[0])
PY
output=$("$folder/venv/bin/python" "$folder/show.py" 2>/dev/null)
echo "$output"
expected="1 [{'hours': 0}]
2 ConfigError: Schema for status Load(hours=0)
3 [{'hours': 0}, {'hours': 1}, {'hours': 2}]"
[ "$output" = "$expected" ]
