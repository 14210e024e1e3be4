//! The tools of each language.

mod dotnet;
mod go;
mod javascript;
mod jvm;
mod others;
mod python;

use crate::commands::arguments::Arguments;
use crate::commands::purpose::Purpose;

/// What a tool is for, if it is one of a language.
pub(super) fn purpose(program: &str, arguments: &Arguments<'_>) -> Option<Purpose> {
    let by_language = [
        python::purpose,
        javascript::purpose,
        go::purpose,
        jvm::purpose,
        dotnet::purpose,
        others::purpose,
    ];
    by_language.into_iter().find_map(|find| find(program, arguments))
}
