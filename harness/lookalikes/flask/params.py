"""Lab 02 in Flask: values from the query and the path, as JSON and on pages. It shares nothing with
the reference solution.

    pip install flask
    PORT=5000 python3 params.py
"""

import logging
import os
import re

from flask import Flask, abort, render_template_string, request
from werkzeug.serving import run_simple

# Jinja escapes what stands in double braces.
PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>MDM</title></head>
<body><p>hello {{ whom }}</p></body>
</html>
"""


app = Flask(__name__, static_folder=None)
app.url_map.merge_slashes = False  # a path with a slash too many is an unknown path


@app.get("/")
def hello():
    return "hello world", {"Content-Type": "text/plain; charset=utf-8"}


@app.get("/accueil")
def welcome():
    return page("john doe")


@app.get("/params")
def shown():
    name, surname = full_name()
    return page(f"{name} {surname}")


@app.get("/api/params")
def told():
    name, surname = full_name()
    answer = {"name": name, "surname": surname}
    if "age" in request.args:
        answer["age"] = age(request.args["age"])
    return answer


@app.get("/bonjour/<name>")
def greeted(name):
    return page(name)


def page(whom):
    return render_template_string(PAGE, whom=whom)


def full_name():
    missing = [key for key in ("name", "surname") if not request.args.get(key)]
    if missing:
        abort(400, f"missing or empty: {', '.join(missing)}")
    return request.args["name"], request.args["surname"]


def age(text):
    """`int()` alone would also take " 42 ", "4_2" and the digits of any script."""
    digits = re.fullmatch("0*([0-9]{1,3})", text)
    if not digits or int(digits[1]) > 150:
        abort(400, "age: an integer from 0 to 150")
    return int(digits[1])


if __name__ == "__main__":
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    # What `app.run` does after it has printed its banner.
    run_simple("127.0.0.1", int(os.environ.get("PORT", "5000")), app, threaded=True)
