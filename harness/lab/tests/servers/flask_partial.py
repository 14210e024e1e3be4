"""A student's server in Flask: the greeting and the user's POST, and nothing else."""

import os

from flask import Flask, abort, jsonify, request

app = Flask(__name__)


@app.get("/api/salutation")
def greet():
    return jsonify(message="Bonjour, bienvenue dans notre API de microservices !")


@app.post("/api/utilisateurs")
def add():
    body = request.get_json()
    nom = body.get("nom") if isinstance(body, dict) else None
    if not isinstance(nom, str):
        abort(422)
    return jsonify(message=f"Utilisateur {nom} ajouté avec succès!"), 201


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(os.environ.get("PORT", "5000")))
