"""What the programs in Python share: the rules of the catalogue, and how a document is printed."""

import json
import pathlib

RULES = json.loads((pathlib.Path(__file__).parents[1] / "catalogue.json").read_text())
MOST = RULES["most"]
NOM = RULES["nom"]
TITLE = RULES["title"]


def summary(name):
    return RULES["operations"][name]["summary"]


def errors(name):
    """The statuses of the refusals of an operation, and what each means."""
    return {status: RULES["errors"][str(status)] for status in RULES["operations"][name]["errors"]}


def show(document):
    print(json.dumps(document, default=str))
