//! `cargo run -p pipeline --example judge_one -- PATH LAB`: judges one submission without a gradebook,
//! to show what a program with a queue and a database of its own would call.

#[cfg(target_os = "linux")]
fn main() -> anyhow::Result<()> {
    use anyhow::Context;
    use lab::course::Course;
    use pipeline::{Builds, Pipeline, Prepared, Tools};
    use sandbox::Machine;

    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, lab] = arguments.as_slice() else { anyhow::bail!("usage: judge_one PATH LAB") };
    let course = Course::find()?;
    let lab = course.lab(lab)?;
    let tools = Tools::compile(&course, &course.labs)?;
    let machine = Machine::inspect(tools.executable("sandbox")?)?;
    let prepared = Prepared::new(&course, &[lab], &tools, &machine)?;
    let kept = tempfile::tempdir().context("making a folder")?;
    let pipeline = Pipeline::new(&prepared, Builds::open(kept.path().to_owned())?, 7);

    let sources = submission::list(&[path.into()], &[])?.sources;
    let source = sources.first().context("nothing to judge")?;
    let slot = machine.slot(0)?;
    let submission = pipeline.read(source, &slot);
    let files =
        submission.labs.get(&lab.name).context("the lab is not among what was handed in")?;
    let judged = pipeline.judge(prepared.lab(&lab.name)?, files, None, &slot)?;
    println!("{}", serde_json::to_string_pretty(&judged.outcome)?);
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn main() {}
