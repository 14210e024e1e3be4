//! `grader doctor`: what this machine offers for confining submissions.

use anyhow::Result;
use engine::Lang;
use lab::course::Course;

use crate::cli::Exit;
use crate::model::Tier;
use crate::prepare::Tools;
use crate::sandbox::Machine;
use crate::words::Words;

/// Looks, and says what was found.
///
/// # Errors
/// When `confine` does not compile.
pub fn run(lang: Lang) -> Result<Exit> {
    let course = Course::find()?;
    let tools = Tools::compile(&course, &[])?;
    let machine = Machine::look(tools.of("confine")?)?;
    print!("{}", Words(lang).doctor(machine.tier, &machine.lacks));
    Ok(if machine.tier == Tier::Full { Exit::Graded } else { Exit::Usage })
}
