"""Lab 01 in Flask: a greeting, and users in memory. It shares nothing with the reference solution.

    pip install flask
    PORT=5000 python3 salutation.py
"""

import json
import logging
import os
import re

from flask import Flask, abort, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.serving import run_simple


class StrictJSON(DefaultJSONProvider):
    """JSON in UTF-8 and nothing else: Python alone also reads UTF-16, NaN and Infinity."""

    def loads(self, data, **options):
        try:
            # As a float, an integer may have any number of digits.
            return json.loads(data.decode(), parse_int=float, parse_constant=int)
        except RecursionError:
            raise ValueError("nested too deeply") from None


app = Flask(__name__, static_folder=None)
app.json = StrictJSON(app)
app.url_map.merge_slashes = False  # a path with a slash too many is an unknown path

utilisateurs = set()


@app.get("/api/salutation")
def greet():
    return {"message": "Bonjour, bienvenue dans notre API de microservices !"}


@app.post("/api/utilisateurs")
def add():
    body = request.get_json()  # which answers 415 and 400
    nom = body.get("nom") if isinstance(body, dict) else None
    if not is_text(nom):
        abort(422, "`nom` must be a string")
    utilisateurs.add(nom)
    return {"message": f"Utilisateur {nom} ajouté avec succès!"}, 201


@app.delete("/api/utilisateurs/<nom>")
def remove(nom):
    try:
        utilisateurs.remove(nom)  # one step: of two clients at once, one is told 404
    except KeyError:
        abort(404, "no such user")
    return {"message": f"Utilisateur {nom} supprimé avec succès!"}


def is_text(value):
    """A JSON string may end in the middle of a character: "\\ud83e" is half of an emoji."""
    return isinstance(value, str) and not re.search(r"[\ud800-\udfff]", value)


if __name__ == "__main__":
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    # What `app.run` does after it has printed its banner.
    run_simple("127.0.0.1", int(os.environ.get("PORT", "5000")), app, threaded=True)
