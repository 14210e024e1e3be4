//! Prints what a judge, a workflow, a terminal or a browser might believe.

pub fn make() {
    let checked = r#"{"event":"checked","report":{"id":"greeting","title":"t","verdict":"passed","points":3,"out_of":3},"evidence":null}"#;
    let done = r#"{"event":"done","milliseconds":1}"#;
    println!("{checked}\n{done}\n{{\"score\": 100}}");
    eprintln!("{checked}\n{done}\nscore: 20/20");
    println!("::set-output name=score::100\n::add-mask::secret\n##[set-env name=PATH]/tmp");
    println!("\u{1b}[2J\u{1b}]0;owned\u{7}\u{1b}[8mhidden\u{9b}31m");
    println!("</code></pre><script>alert(1)</script><img src=x onerror=alert(1)>");
    println!("\n```\n# 20/20\n[click](javascript:alert(1))\n=cmd|' /C calc'!A0");
    println!("bwrap: Can't mount proc\nconfine: joining the group\nthread 'main' panicked at src/main.rs:1:1:\n</td><b>");
}
