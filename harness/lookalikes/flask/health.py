"""Lab 03 in Flask: the health parameters of patients, kept in a JSON file. It shares nothing with
the reference solution.

    pip install flask
    PORT=5000 PATIENTS=patients.json python3 health.py
"""

import json
import logging
import math
import os
import pathlib
import re
import sys
import threading
from fractions import Fraction

from flask import Flask, Response, abort, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import HTTPException
from werkzeug.serving import run_simple

RULES = {
    "age": (int, 0, 150),
    "taille_cm": (float, 30, 260),
    "poids_kg": (float, 0.5, 500),
    "tension": {"systolique": (int, 20, 300), "diastolique": (int, 20, 300)},
    "frequence_cardiaque": (int, 20, 250),
}
UNPRINTED = r"[-  ﻿￾￿]"  # (YAML 1.2.2, section 5.1)
PATIENTS = pathlib.Path(os.environ.get("PATIENTS", "patients.json"))

patients = {}
writing = threading.Lock()  # held from the reading of `patients` to their change


class StrictJSON(DefaultJSONProvider):
    """JSON in UTF-8 and nothing else: Python alone also reads UTF-16, NaN and Infinity."""

    def loads(self, data, **options):
        try:
            # JSON has one kind of number; as a float, it may have any number of digits.
            return json.loads(data.decode(), parse_int=float, parse_constant=int)
        except RecursionError:
            raise ValueError("trop de niveaux") from None


app = Flask(__name__, static_folder=None)
app.json = StrictJSON(app)
app.url_map.merge_slashes = False  # a path with a slash too many is an unknown path


# --- The routes ----------------------------------------------------------------------------


@app.get("/api/sante")
def names():
    return sorted(patients)  # Python compares strings by code point


@app.get("/api/sante/<nom>")
def read(nom):
    fiche = record(nom, patients.get(nom) or unknown())
    offered = ["application/json", "application/yaml"]
    if request.accept_mimetypes.best_match(offered) == "application/yaml":
        return Response(yaml(fiche), content_type="application/yaml")
    return fiche


@app.put("/api/sante/<nom>")
def place(nom):
    try:
        parametres = checked(request.get_json())  # which answers 415 and 400
    except ValueError as error:
        abort(422, str(error))
    with writing:
        status = 200 if nom in patients else 201
        save(patients | {nom: parametres})
    return record(nom, parametres), status


@app.delete("/api/sante/<nom>")
def remove(nom):
    with writing:
        if nom not in patients:
            unknown()
        save({other: kept for other, kept in patients.items() if other != nom})
    return "", 204


def unknown():
    abort(404, "patient inconnu")


@app.errorhandler(HTTPException)
def refused(error):
    """Flask's own errors take the shape of the contract's, and keep their headers: `Allow` is one."""
    response = error.get_response()
    response.data = app.json.dumps({"erreur": error.description})
    response.content_type = "application/json"
    return response


# --- What a patient is ---------------------------------------------------------------------


def checked(value):
    parametres = kept(value, RULES, "parametres")
    if parametres["tension"]["diastolique"] >= parametres["tension"]["systolique"]:
        raise ValueError("diastolique doit être inférieure à systolique")
    return parametres


def kept(value, rule, name):
    """The value, if it keeps the rule. What is written 62.0 is the integer 62."""
    if isinstance(rule, dict):
        if not isinstance(value, dict) or value.keys() != rule.keys():
            raise ValueError(f"{name} : {', '.join(rule)}, tous et eux seuls")
        return {key: kept(value[key], rule[key], key) for key in rule}
    kind, least, most = rule
    if type(value) is not float or not least <= value <= most:
        raise ValueError(f"{name} : un nombre de {least} à {most}")
    if value.is_integer():
        return int(value)
    if kind is int:
        raise ValueError(f"{name} : un nombre entier")
    return value


def record(nom, parametres):
    return {"nom": nom, "imc": imc(parametres)} | parametres


def imc(parametres):
    """kg / m² to one decimal, calculated on the decimals as written: no double is 80.6."""
    poids = Fraction(str(parametres["poids_kg"]))
    taille = Fraction(str(parametres["taille_cm"])) / 100
    return math.floor(10 * poids / taille**2 + Fraction(1, 2)) / 10


def yaml(fields, indent=""):
    """In block style. JSON's numbers and strings are YAML's, but for a few letters."""
    text = ""
    for key, value in fields.items():
        if isinstance(value, dict):
            text += f"{indent}{key}:\n{yaml(value, indent + '  ')}"
        else:
            scalar = json.dumps(value, ensure_ascii=False)
            text += f"{indent}{key}: {re.sub(UNPRINTED, escape, scalar)}\n"
    return text


def escape(letter):
    return f"\\u{ord(letter[0]):04x}"


# --- The file ------------------------------------------------------------------------------


def load():
    """The patients of the file; a ValueError when it is malformed."""
    content = app.json.loads(PATIENTS.read_bytes())
    if not isinstance(content, dict):
        raise ValueError("un objet est attendu")
    "".join(content).encode()  # a name that ends in the middle of a character cannot be written
    return {nom: checked(parametres) for nom, parametres in content.items()}


def save(changed):
    """Replaces the file in one step: whoever reads it finds the old content or the new."""
    global patients
    beside = PATIENTS.with_name(PATIENTS.name + ".tmp")
    with open(beside, "w", encoding="utf-8") as file:
        json.dump(changed, file, ensure_ascii=False, indent=2, sort_keys=True)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, PATIENTS)
    patients = changed


if __name__ == "__main__":
    try:
        patients = load()
    except (OSError, ValueError) as error:
        sys.exit(f"{PATIENTS} : {error}")  # on stderr, with status 1
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    # What `app.run` does after it has printed its banner.
    run_simple("127.0.0.1", int(os.environ.get("PORT", "5000")), app, threaded=True)
