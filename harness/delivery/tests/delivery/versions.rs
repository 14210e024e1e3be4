//! Versions of actions and images.

use delivery::{Reason, Rule};
use images::Unpinned;

use crate::fixtures::{GITHUB, GITLAB, changed, each_breaks, only_finding, rules};

const REFUSED: &[Rule] = &[Rule::Versions];

#[test]
fn actions_have_a_commit_or_a_version() {
    each_breaks(
        GITHUB,
        "      - uses: Swatinem/rust-cache@v2\n",
        &[
            ("      - uses: Swatinem/rust-cache@v2.7.8\n", &[]),
            ("      - uses: Swatinem/rust-cache@2\n", &[]),
            (
                "      - uses: Swatinem/rust-cache@9d47c6ad4b02e050fd481d890b2ea34778fd09d6 # v2.7.8\n",
                &[],
            ),
            ("      - uses: a/my-cache@release/v1\n", &[]),
            ("      - uses: a/my-cache@v1.2.0-beta.1\n", &[]),
            ("      - uses: Swatinem/rust-cache@master\n", REFUSED),
            ("      - uses: Swatinem/rust-cache@main\n", REFUSED),
            ("      - uses: Swatinem/rust-cache@HEAD\n", REFUSED),
            ("      - uses: Swatinem/rust-cache@9d47c6a\n", REFUSED),
            ("      - uses: Swatinem/rust-cache@feature-2\n", REFUSED),
            ("      - uses: Swatinem/rust-cache\n", REFUSED),
        ],
    );
    let text = changed(GITHUB, "Swatinem/rust-cache@v2", "Swatinem/rust-cache@main");
    let reason = Reason::ActionBranch {
        action: "Swatinem/rust-cache".to_owned(),
        reference: "main".to_owned(),
    };
    assert_eq!(only_finding(&text), (23, reason));
}

#[test]
fn the_toolchain_or_tool_may_be_the_reference() {
    each_breaks(
        GITHUB,
        "      - run: cargo fmt --all --check\n",
        &[
            ("      - uses: dtolnay/rust-toolchain@stable\n      - run: cargo fmt --check\n", &[]),
            ("      - uses: dtolnay/rust-toolchain@1.95.0\n      - run: cargo fmt --check\n", &[]),
            (
                "      - uses: dtolnay/rust-toolchain@nightly-2026-01-01\n      - run: cargo fmt --check\n",
                &[],
            ),
            (
                "      - uses: dtolnay/rust-toolchain@master\n      - run: cargo fmt --check\n",
                REFUSED,
            ),
            ("      - uses: taiki-e/install-action@nextest\n      - run: cargo fmt --check\n", &[]),
            (
                "      - uses: taiki-e/install-action@cargo-hack\n      - run: cargo fmt --check\n",
                &[],
            ),
            (
                "      - uses: taiki-e/install-action@main\n      - run: cargo fmt --check\n",
                REFUSED,
            ),
            (
                "      - uses: actions/setup-python@stable\n      - run: cargo fmt --check\n",
                REFUSED,
            ),
            ("      - uses: docker://alpine:3.21\n      - run: cargo fmt --check\n", &[]),
            ("      - uses: docker://alpine\n      - run: cargo fmt --check\n", REFUSED),
            ("      - uses: ./.github/actions/fmt\n", &[]),
            ("      - uses: atelier/tools/.github/actions/fmt@main\n", REFUSED),
        ],
    );
}

#[test]
fn a_variable_may_hold_a_version() {
    let with =
        |image: &str| changed(GITLAB, "  image: rust:1.95-slim\n", &format!("  image: {image}\n"));
    for image in [
        "$CI_REGISTRY_IMAGE/builder:$CI_COMMIT_SHA",
        "$BUILDER",
        "$REGISTRY/$BUILDER",
        "rust@$DIGEST",
    ] {
        assert_eq!(rules(&with(image)), [], "{image}");
    }
    for (image, problem) in [
        ("$CI_REGISTRY_IMAGE:latest", Unpinned::Latest),
        ("$CI_REGISTRY_IMAGE:main", Unpinned::NoVersion),
        ("$CI_REGISTRY_IMAGE/builder", Unpinned::NoTag),
    ] {
        let (_, reason) = only_finding(&with(image));
        assert_eq!(reason, Reason::Unpinned { image: image.to_owned(), problem });
    }
}

#[test]
fn images_of_containers_and_services_are_judged() {
    each_breaks(
        GITHUB,
        "  test:\n",
        &[
            ("  test:\n    container: rust:1.95\n", &[]),
            ("  test:\n    container: rust\n", REFUSED),
            ("  test:\n    container: {image: 'rust:latest'}\n", REFUSED),
            ("  test:\n    container: rust:${{ matrix.rust }}\n", &[]),
            ("  test:\n    container: ${{ matrix.image }}\n", &[]),
            ("  test:\n    services: {db: {image: 'postgres:17'}}\n", &[]),
            ("  test:\n    services: {db: {image: postgres}}\n", REFUSED),
        ],
    );
    each_breaks(
        GITLAB,
        "  image: rust:1.95-slim\n",
        &[
            ("  image: rust:latest\n", REFUSED),
            ("  image: {name: rust}\n", REFUSED),
            ("  image: {name: 'rust:1.95'}\n", &[]),
            ("  image: rust:${RUST_VERSION}\nvariables:\n  RUST_VERSION: '1.95'\n", &[]),
            ("  image: rust:$RUST_VERSION\nvariables:\n  RUST_VERSION: latest\n", REFUSED),
            ("  image: $CI_REGISTRY_IMAGE/builder:v1\n", &[]),
        ],
    );
    each_breaks(
        GITLAB,
        "  services: [docker:27.3-dind]\n",
        &[
            ("  services: [docker:dind]\n", REFUSED),
            ("  services: [{name: 'docker:27.3-dind', alias: docker}]\n", &[]),
        ],
    );
    each_breaks(
        GITLAB,
        "default:\n",
        &[
            ("include:\n  - component: $CI_SERVER_FQDN/atelier/scan@1.2.0\ndefault:\n", &[]),
            ("include:\n  - component: $CI_SERVER_FQDN/atelier/scan@main\ndefault:\n", REFUSED),
        ],
    );
}

#[test]
fn images_that_scripts_run_are_judged() {
    let cases: &[(&str, &[Rule])] = &[
        ("docker run --rm rust:latest cargo test", REFUSED),
        ("docker run --rm -v $PWD:/app -w /app rust cargo test", REFUSED),
        ("sudo docker container run --restart always -it rust:slim cargo test", REFUSED),
        ("docker create --name a --network=b postgres:latest && cargo test", REFUSED),
        ("docker run --rm rust:1.95 cargo test", &[]),
        ("docker run --restart always rust:1.95 cargo test", &[]),
        ("docker run --rm $IMAGE:latest cargo test", &[]),
        ("docker run localhost:5000/app && cargo test", &[]),
        ("docker build -t app . && docker run app cargo test", &[]),
        ("docker build --tag=app:test . && docker run app:test cargo test", &[]),
        ("docker tag a:1 app && docker run app cargo test", &[]),
        ("docker run ghcr.io/atelier/catalogue:latest true; cargo test", &[]),
        ("docker compose build && docker run shop-app true; cargo test", &[]),
        ("make -C build app && docker run app true; cargo test", &[]),
        ("cargo run && cargo test", &[]),
    ];
    for (script, expected) in cases {
        assert_eq!(rules(&changed(GITHUB, "cargo test --locked", script)), *expected, "{script}");
        // The image of the job on GitHub is not made here.
        if !script.contains("catalogue") {
            let text = changed(GITLAB, "    - cargo test --locked", &format!("    - {script}"));
            assert_eq!(rules(&text), *expected, "{script}");
        }
    }
    let text = changed(GITHUB, "cargo test --locked", "docker run rust:latest cargo test");
    let reason = Reason::Unpinned { image: "rust:latest".to_owned(), problem: Unpinned::Latest };
    assert_eq!(only_finding(&text), (24, reason));
}

#[test]
fn called_workflows_have_a_version_too() {
    let (head, _) = GITHUB
        .split_once("    runs-on: ubuntu-24.04\n    permissions:")
        .expect("the job of the image");
    let call = |uses: &str| format!("{head}    uses: {uses}\n");
    each_breaks(
        &call("atelier/workflows/.github/workflows/image.yml@v3"),
        "image.yml@v3",
        &[("image.yml@v3", &[]), ("image.yml@main", REFUSED)],
    );
}
