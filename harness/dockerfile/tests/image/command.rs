//! `ENTRYPOINT` and `CMD` start the server itself.

use crate::common::{accepts, found, refuses};
use dockerfile::{CommandKind, Reason, Rule};

fn last(instructions: &str) -> String {
    format!("FROM debian:12\n{instructions}")
}

#[test]
fn the_server_is_started_in_exec_form() {
    for instructions in [
        r#"CMD ["/app/server"]"#,
        r#"ENTRYPOINT ["/app/server"]"#,
        r#"ENTRYPOINT [ "/app/server" , "--port" ]"#,
        "ENTRYPOINT [\"/app/server\", \\\n  \"--quiet\"]",
        "ENTRYPOINT [\"/app/server\"]\nCMD [\"--port\", \"3000\"]",
        "CMD [\"node\", \"server.js\"]",
        "CMD [\"gunicorn\", \"-b\", \"0.0.0.0:3000\", \"shop:app\"]",
        "CMD [\"java\", \"-jar\", \"npm.jar\"]",
        "ENTRYPOINT [\"/usr/bin/tini\", \"--\", \"/app/server\"]",
        "ENTRYPOINT [\"dumb-init\", \"-r\", \"15:2\", \"--\"]\nCMD [\"node\", \"server.js\"]",
        "ENTRYPOINT [\"gosu\", \"1000\", \"/app/server\"]",
        "ENTRYPOINT [\"env\", \"A=1\", \"/app/server\"]",
        "ENTRYPOINT [\"docker-entrypoint.sh\"]\nCMD [\"node\", \"server.js\"]",
        "ENTRYPOINT [\"sh\", \"/app/start.sh\"]",
        "CMD [\"sh\", \"-c\", \"exec /app/server --port $PORT\"]",
        "CMD [\"bash\", \"-o\", \"pipefail\", \"-ec\", \"migrate && exec /app/server\"]",
        "ENTRYPOINT [\"/bin/sh\", \"-c\"]\nCMD [\"exec node server.js\"]",
        "CMD [\"sh\", \"-c\", \"exec /app/server || exit 1\"]",
        "CMD [\"sh\", \"-c\", \"wait-for db | tee log; exec /app/server 2>&1\"]",
        "CMD [\"sh\", \"-c\", \"proxy & exec /app/server\"]",
        "CMD [\"sh\", \"-c\", \"exec /app/server --host $(hostname -i) --port $((8000 + 80))\"]",
        "CMD [\"sh\", \"-c\", \"exec /app/server --host `hostname -i` --quiet\"]",
        "CMD [\"sh\", \"-c\", \"if [ $A ]; then exec /app/a; else exec /app/b; fi\"]",
        "CMD [\"sh\", \"-c\", \"case $A in web) exec web;; *) echo no; exit 1;; esac\"]",
        "CMD [\"sh\", \"-c\", \"run() { exec /app/server; }; run\"]",
        "ENTRYPOINT [\"tini\", \"--\", \"sh\", \"-c\", \"exec \\\"$@\\\"\", \"--\"]\nCMD [\"server\"]",
        // The last one counts.
        "CMD npm start\nCMD [\"node\", \"server.js\"]",
        "ENTRYPOINT npm start\nENTRYPOINT [\"node\", \"server.js\"]",
        "ENTRYPOINT []\nCMD [\"/app/server\"]",
    ] {
        accepts(Rule::Command, &[&last(instructions)]);
    }
}

#[test]
fn an_entrypoint_resets_what_a_parent_runs() {
    accepts(
        Rule::Command,
        &[
            "FROM debian:12 AS base\nCMD npm start\nFROM base\nENTRYPOINT [\"/app/server\"]",
            "FROM debian:12 AS base\nENTRYPOINT npm start\nFROM base\nENTRYPOINT [\"/app/server\"]",
            "FROM debian:12 AS base\nENTRYPOINT [\"/app/server\"]\nFROM base",
            "FROM debian:12 AS base\nONBUILD CMD [\"/app/server\"]\nFROM base",
            "FROM node:22 AS dev\nCMD npm start\nFROM debian:12\nCMD [\"/app/server\"]",
        ],
    );
    // A CMD of the same stage stays, before or after the ENTRYPOINT.
    let instruction = CommandKind::Cmd;
    let dockerfile = "FROM debian:12 AS base\nFROM base\nCMD a b\nENTRYPOINT [\"/app/server\"]";
    refuses(Rule::Command, dockerfile, 3, Reason::ShellForm { instruction });
    let dockerfile = "FROM debian:12 AS base\nENTRYPOINT [\"/a\"]\nFROM base\nCMD a b";
    refuses(Rule::Command, dockerfile, 4, Reason::ShellForm { instruction });
}

#[test]
fn the_shell_form_is_wrong_with_exec_too() {
    for (instructions, instruction) in [
        ("CMD /app/server", CommandKind::Cmd),
        ("CMD exec /app/server", CommandKind::Cmd),
        ("CMD ['/app/server']", CommandKind::Cmd),
        ("CMD [\"/app/server\"", CommandKind::Cmd),
        ("CMD [\"/app/server\",]", CommandKind::Cmd),
        ("ENTRYPOINT exec /app/server", CommandKind::Entrypoint),
        ("ENTRYPOINT /app/server\nCMD [\"--port\"]", CommandKind::Entrypoint),
        ("SHELL [\"/bin/bash\", \"-c\"]\nENTRYPOINT exec /app/server", CommandKind::Entrypoint),
    ] {
        let line = if instructions.starts_with("SHELL") { 3 } else { 2 };
        refuses(Rule::Command, &last(instructions), line, Reason::ShellForm { instruction });
    }
    let both = found(Rule::Command, &last("ENTRYPOINT a\nCMD b"));
    assert_eq!(both.len(), 2);
}

#[test]
fn package_managers_are_wrong() {
    for (instructions, line, instruction, program) in [
        ("CMD [\"npm\", \"start\"]", 2, CommandKind::Cmd, "npm"),
        ("ENTRYPOINT [\"npm\", \"run\", \"start\"]", 2, CommandKind::Entrypoint, "npm"),
        ("CMD [\"/usr/local/bin/yarn\", \"start\"]", 2, CommandKind::Cmd, "yarn"),
        ("CMD [\"pnpm\", \"start\"]", 2, CommandKind::Cmd, "pnpm"),
        ("ENTRYPOINT [\"tini\", \"--\"]\nCMD [\"npm\", \"start\"]", 3, CommandKind::Cmd, "npm"),
        ("CMD [\"sh\", \"-c\", \"exec npm start\"]", 2, CommandKind::Cmd, "npm"),
        (
            "CMD [\"sh\", \"-c\", \"npm run migrate && exec node server.js\"]",
            2,
            CommandKind::Cmd,
            "npm",
        ),
        ("CMD [\"gosu\", \"1000\", \"npm\", \"start\"]", 2, CommandKind::Cmd, "npm"),
        ("CMD [\"corepack\", \"yarn\", \"start\"]", 2, CommandKind::Cmd, "yarn"),
    ] {
        let reason = Reason::PackageManager { instruction, program: program.to_owned() };
        refuses(Rule::Command, &last(instructions), line, reason);
    }
}

#[test]
fn a_shell_that_does_not_exec_is_wrong() {
    for (instructions, instruction, shell) in [
        ("CMD [\"sh\", \"-c\", \"/app/server\"]", CommandKind::Cmd, "sh"),
        ("CMD [\"/bin/bash\", \"-lc\", \"migrate && /app/server\"]", CommandKind::Cmd, "bash"),
        ("ENTRYPOINT [\"/bin/sh\", \"-c\"]\nCMD [\"/app/server\"]", CommandKind::Entrypoint, "sh"),
        ("ENTRYPOINT [\"/bin/sh\"]", CommandKind::Entrypoint, "sh"),
        (
            "ENTRYPOINT [\"tini\", \"--\", \"sh\", \"-c\", \"/app/server\"]",
            CommandKind::Entrypoint,
            "sh",
        ),
        ("CMD [\"busybox\", \"sh\", \"-c\", \"/app/server\"]", CommandKind::Cmd, "sh"),
        ("CMD [\"sh\", \"-c\", \"echo exec; /app/server\"]", CommandKind::Cmd, "sh"),
        ("CMD [\"sh\", \"-c\", \"exec 2>&1; /app/server\"]", CommandKind::Cmd, "sh"),
        ("CMD [\"sh\", \"-c\", \"exec /app/server | tee log\"]", CommandKind::Cmd, "sh"),
        ("CMD [\"sh\", \"-c\", \"exec /app/server |& tee log\"]", CommandKind::Cmd, "sh"),
        ("CMD [\"sh\", \"-c\", \"cat conf | exec /app/server\"]", CommandKind::Cmd, "sh"),
        ("CMD [\"sh\", \"-c\", \"{ exec /app/server; } | tee log\"]", CommandKind::Cmd, "sh"),
        ("CMD [\"sh\", \"-c\", \"(exec /app/server) & wait\"]", CommandKind::Cmd, "sh"),
        ("CMD [\"sh\", \"-c\", \"exec /app/server & wait\"]", CommandKind::Cmd, "sh"),
        ("CMD [\"sh\", \"-c\", \"exec ./migrate && ./server\"]", CommandKind::Cmd, "sh"),
        ("CMD [\"sh\", \"-c\", \"exec ./migrate; ./server\"]", CommandKind::Cmd, "sh"),
    ] {
        let reason = Reason::ShellWithoutExec { instruction, shell: shell.to_owned() };
        refuses(Rule::Command, &last(instructions), 2, reason);
    }
}

#[test]
fn an_image_starts_something() {
    for (dockerfile, line) in [
        ("FROM debian:12", 1),
        ("FROM debian:12\nENTRYPOINT []\nCMD []", 1),
        ("FROM debian:12\nCMD", 1),
        ("FROM debian:12 AS a\nCMD [\"/a\"]\nFROM debian:12", 3),
        ("FROM debian:12 AS a\nCMD [\"/a\"]\nFROM a\nENTRYPOINT []", 3),
    ] {
        refuses(Rule::Command, dockerfile, line, Reason::NoCommand);
    }
}
