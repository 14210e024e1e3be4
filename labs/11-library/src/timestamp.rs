//! Points in time that outlive the process: they are stored in the database.

// Write here, if you need it, a type for such points in time: milliseconds since 1970 fit an `i64`.
