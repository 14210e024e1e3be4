//! Documents that frameworks generate are read as the judge of lab 05 reads them: without a false
//! alarm, and with the bounds that their authors wrote. `frameworks/README.md` lists the programs.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use openapi::{Document, Operation, Schemas, lint, nameless};
use serde_json::{Value, json};
use texts::Lang;

/// A body that is not said to be required may be absent. (OpenAPI 3.1.0, section 4.8.13)
#[test]
fn needs_apiflask() {
    let faults = [
        "POST /api/produits does not require its body",
        "PUT /api/produits/{id} does not require its body",
        "PATCH /api/produits/{id} does not require its body",
        "POST /api/produits/{id}/retrait does not require its body",
    ];
    reads_in_python("apiflask", "apiflask", &faults);
}

#[test]
fn needs_django_ninja() {
    reads_in_python("django_ninja", "ninja", &[]);
}

#[test]
fn needs_drf_spectacular() {
    let fault = "PATCH /api/produits/{id} does not require its body";
    reads_in_python("drf_spectacular", "drf_spectacular", &[fault]);
}

#[test]
fn needs_fastapi() {
    reads_in_python("fastapi", "fastapi", &[]);
}

#[test]
fn needs_flask_smorest() {
    reads_in_python("flask_smorest", "flask_smorest", &[]);
}

#[test]
fn needs_litestar() {
    reads_in_python("litestar", "litestar", &[]);
}

#[test]
fn needs_fastify() {
    reads_in_javascript("fastify", &[]);
}

#[test]
fn needs_hono() {
    reads_in_javascript("hono", &[]);
}

#[test]
fn needs_nestjs() {
    reads_in_javascript("nestjs", &[]);
}

#[test]
fn needs_orpc() {
    reads_in_javascript("orpc", &[]);
}

#[test]
fn needs_swagger_jsdoc() {
    reads_in_javascript("swagger_jsdoc", &[]);
}

/// `nullable` is of OpenAPI 3.0: in 3.1 it means nothing, so `null` is forbidden.
#[test]
fn needs_tsoa() {
    let fault = r#"GET /api/produits 200 forbids {"produits":[],"suivant":null}"#;
    reads_in_javascript("tsoa", &[fault]);
}

/// Nothing is said about the document of a program in Python but its true faults.
fn reads_in_python(name: &str, module: &str, faults: &[&str]) {
    let is_there = format!("import importlib.util; importlib.util.find_spec('{module}').name");
    let found = Command::new("python3").args(["-c", &is_there]).output();
    if !found.is_ok_and(|output| output.status.success()) {
        return needs::FRAMEWORKS_IN_PYTHON.skip();
    }
    let program = frameworks().join(format!("python/with_{name}.py"));
    // Nothing is written beside the sources.
    let document = printed(Command::new("python3").arg("-B").arg(program));
    assert_eq!(problems(&document), faults);
}

/// The same, in JavaScript. A program finds its packages beside itself, so it runs where they are.
fn reads_in_javascript(name: &str, faults: &[&str]) {
    let sources = frameworks().join("node");
    let installed = frameworks().join("../../../target/frameworks");
    let lock = |folder: &Path| fs::read(folder.join("package-lock.json")).ok();
    let is_current = lock(&installed) == lock(&sources) && installed.join("node_modules").is_dir();
    let has_node = Command::new("node").arg("--version").output().is_ok();
    if !is_current || !has_node {
        return needs::FRAMEWORKS_IN_JAVASCRIPT.skip();
    }
    // A folder for each test: they run at the same time.
    let folder = installed.join(format!("programs/{name}/node"));
    fs::create_dir_all(&folder).expect("a folder");
    for entry in fs::read_dir(&sources).expect("the programs") {
        let entry = entry.expect("a program");
        fs::copy(entry.path(), folder.join(entry.file_name())).expect("a copy");
    }
    let rules = frameworks().join("catalogue.json");
    fs::copy(rules, folder.join("../catalogue.json")).expect("a copy");
    let document = printed(Command::new("node").arg(folder.join(format!("with_{name}.js"))));
    assert_eq!(problems(&document), faults);
}

fn frameworks() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("frameworks")
}

/// The document that a program prints.
fn printed(program: &mut Command) -> String {
    let output = program.output().expect("the program starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    String::from_utf8(output.stdout).expect("text")
}

/// What the judge of lab 05 says about a document of the catalogue, and where it reads something else
/// than what the program says.
fn problems(text: &str) -> Vec<String> {
    let location = "http://127.0.0.1:5000/api-docs/openapi.json";
    let document = match Document::read(text.as_bytes(), location) {
        Ok(document) => document,
        Err(why) => return vec![why.text(Lang::En)],
    };
    let mut problems = lint::invalid(&document).expect("the schemas of OpenAPI");
    problems.extend(lint::unreadable_patterns(&document));
    problems.extend(lint::repeated(&document));
    problems.extend(lint::foreign_servers(&document));
    problems.extend(lint::dangling(&document));
    problems.extend(lint::undescribed(&document));
    let mut problems: Vec<String> = problems.iter().map(|problem| problem.text(Lang::En)).collect();
    let schemas = Schemas::of(&document);
    problems.extend(ROUTES.iter().flat_map(|route| misread(&schemas, route)));
    problems.extend(unexpected(&document));
    problems
}

/// A route of the catalogue: method, path, what it takes, the status of success and what comes with
/// it, the statuses of its refusals.
type Route = (&'static str, &'static str, Option<Samples>, u16, Option<Samples>, &'static [u16]);

/// Values that a schema allows, and values that it forbids.
type Sides = (Vec<Value>, Vec<Value>);

type Samples = fn() -> Sides;

const ONE: &str = "/api/produits/{}";
const CHANGING: &[u16] = &[400, 404, 409, 415, 422];

const ROUTES: [Route; 7] = [
    ("GET", "/api/produits", None, 200, Some(page), &[400]),
    ("POST", "/api/produits", Some(creation), 201, Some(product), &[400, 409, 415, 422]),
    ("GET", ONE, None, 200, Some(product), &[400, 404]),
    ("PUT", ONE, Some(replacement), 200, Some(product), CHANGING),
    ("PATCH", ONE, Some(change), 200, Some(product), CHANGING),
    ("DELETE", ONE, None, 204, None, &[400, 404]),
    ("POST", "/api/produits/{}/retrait", Some(withdrawal), 200, Some(product), CHANGING),
];

/// What is read of a route and was not written, or the other way round.
fn misread(schemas: &Schemas<'_>, route: &Route) -> Vec<String> {
    let (method, path, takes, success, gives, refusals) = *route;
    let document = schemas.document();
    let operations = document.operations();
    let is_it = |one: &&Operation<'_>| one.method == method && nameless(&one.path) == path;
    let Some(operation) = operations.iter().find(is_it) else {
        return vec![format!("no {method} {path}")];
    };
    let name = operation.name();
    let mut problems = Vec::new();
    let mut compare = |what: &str, schema: Option<&Value>, (right, wrong): Sides| {
        let Some(schema) = schema else { return problems.push(format!("no schema of {what}")) };
        let forbidden = right.iter().filter(|value| !schemas.allows(schema, value));
        problems.extend(forbidden.map(|value| format!("{what} forbids {value}")));
        let allowed = wrong.iter().filter(|value| schemas.allows(schema, value));
        problems.extend(allowed.map(|value| format!("{what} allows {value}")));
    };
    for (parameter, samples) in parameters(method, path) {
        let found = operation.parameters.iter().find(|known| known.name == parameter);
        let found = found.filter(|known| known.required == (known.location == "path"));
        compare(&format!("{name} {parameter}"), found.map(|known| known.schema), samples);
    }
    if let Some(samples) = takes {
        compare(&name, operation.body.as_ref().map(|body| body.schema), samples());
    }
    let answers = gives.map(|samples| (success, samples)).into_iter();
    for (status, samples) in
        answers.chain(refusals.iter().map(|status| (*status, error as Samples)))
    {
        let response = document.response(operation, status);
        let schema = response.and_then(|response| document.json_schema(&response));
        compare(&format!("{name} {status}"), schema.map(|(_, schema)| schema), samples());
    }
    if document.response(operation, success).is_none() {
        problems.push(format!("{name} has no {success}"));
    }
    if operation.body.as_ref().is_some_and(|body| !body.required) {
        problems.push(format!("{name} does not require its body"));
    }
    problems
}

/// Operations that no program has.
fn unexpected(document: &Document) -> Vec<String> {
    let is_known = |one: &Operation<'_>| {
        let path = nameless(&one.path);
        ROUTES.iter().any(|route| route.0 == one.method && route.1 == path)
    };
    let operations = document.operations();
    operations.iter().filter(|one| !is_known(one)).map(Operation::name).collect()
}

/// The parameters of a route, with values on both sides of their bounds.
fn parameters(method: &str, path: &str) -> Vec<(&'static str, Sides)> {
    match (method, path) {
        ("GET", "/api/produits") => vec![
            ("limite", (vec![json!(1), json!(100)], vec![json!(0), json!(101), json!("dix")])),
            ("apres", (vec![json!(0), json!(1)], vec![json!(-1), json!(1.5)])),
            ("q", (vec![json!(""), json!("vélo")], vec![json!(7)])),
        ],
        (_, "/api/produits") => Vec::new(),
        _ => {
            vec![("id", (vec![json!(1), json!(2_147_483_648_u64)], vec![json!("abc"), json!(1.5)]))]
        }
    }
}

const MOST: i64 = 9_007_199_254_740_991;

fn product() -> Sides {
    let product =
        |nom: &str, prix: Value| json!({ "id": 7, "nom": nom, "prix_centimes": prix, "stock": 0 });
    let right = vec![product("Vélo", json!(0)), product(&"é".repeat(100), json!(MOST))];
    let wrong = vec![
        product("", json!(0)),
        product(&"é".repeat(101), json!(0)),
        product("Vélo", json!(-1)),
        product("Vélo", json!(MOST + 1)),
        product("Vélo", json!(1.5)),
        json!({ "id": 7, "nom": "Vélo", "prix_centimes": 1 }),
    ];
    (right, wrong)
}

fn page() -> Sides {
    let (right, wrong) = product();
    let page =
        |produits: &[Value], suivant: Value| json!({ "produits": produits, "suivant": suivant });
    let mut pages: Vec<Value> =
        wrong.iter().map(|one| page(std::slice::from_ref(one), json!(7))).collect();
    pages.extend([page(&[], json!("7")), json!({ "produits": [] }), json!([])]);
    (vec![page(&right, json!(7)), page(&[], json!(null))], pages)
}

fn error() -> Sides {
    (vec![json!({ "erreur": "produit inconnu" })], vec![json!({}), json!({ "erreur": 404 })])
}

fn replacement() -> Sides {
    let (right, mut wrong) = change();
    let (whole, parts) = right.into_iter().partition(|body| body.get("stock").is_some());
    wrong.extend::<Vec<Value>>(parts);
    (whole, wrong)
}

fn creation() -> Sides {
    let (mut right, mut wrong) = replacement();
    let without_stock = json!({ "nom": "Vélo", "prix_centimes": 0 });
    wrong.retain(|body| *body != without_stock);
    right.push(without_stock);
    (right, wrong)
}

fn change() -> Sides {
    let whole = |nom: &str, prix: Value| json!({ "nom": nom, "prix_centimes": prix, "stock": 0 });
    let right = vec![
        json!({}),
        json!({ "nom": "Vélo", "prix_centimes": 0 }),
        whole("a", json!(0)),
        whole(&format!(" {}\u{3000}", "é".repeat(100)), json!(MOST)),
    ];
    let unknown = json!({ "nom": "a", "prix_centimes": 0, "stock": 0, "couleur": "rouge" });
    let wrong = vec![
        whole("", json!(0)),
        whole("\u{a0}", json!(0)),
        whole("a\0b", json!(0)),
        whole(&"é".repeat(101), json!(0)),
        whole("Vélo", json!(-1)),
        whole("Vélo", json!(MOST + 1)),
        whole("Vélo", json!(1.5)),
        whole("Vélo", json!(null)),
        whole("Vélo", json!("12")),
        unknown,
        json!([]),
    ];
    (right, wrong)
}

fn withdrawal() -> Sides {
    let of = |quantite: Value| json!({ "quantite": quantite });
    let wrong = vec![of(json!(0)), of(json!(1.5)), of(json!("1")), json!({}), json!([])];
    (vec![of(json!(1)), of(json!(2))], wrong)
}
