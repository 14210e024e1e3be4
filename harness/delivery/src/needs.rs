//! The order of jobs: which ones each waits for.

use std::collections::BTreeMap;

use crate::error::ParseError;

/// A job with the names of those that it waits for.
pub(crate) struct Waiting<'a> {
    pub id: &'a str,
    pub line: usize,
    pub needs: Vec<String>,
}

/// The order in which jobs can start, as indexes.
///
/// # Errors
/// When a job waits for itself or for one that does not exist.
pub(crate) fn order(jobs: &[Waiting<'_>]) -> Result<Vec<usize>, ParseError> {
    let indexes: BTreeMap<&str, usize> =
        jobs.iter().enumerate().map(|(index, job)| (job.id, index)).collect();
    for job in jobs {
        if let Some(missing) = job.needs.iter().find(|need| !indexes.contains_key(need.as_str())) {
            return Err(ParseError::UnknownJob {
                line: job.line,
                job: job.id.to_owned(),
                needs: missing.clone(),
            });
        }
    }
    let mut order = Vec::new();
    let mut is_ordered = vec![false; jobs.len()];
    while order.len() < jobs.len() {
        let before = order.len();
        for (index, job) in jobs.iter().enumerate() {
            let is_ready = |need: &String| is_ordered[indexes[need.as_str()]];
            if !is_ordered[index] && job.needs.iter().all(is_ready) {
                is_ordered[index] = true;
                order.push(index);
            }
        }
        if order.len() == before {
            let stuck = jobs.iter().zip(&is_ordered).find(|(_, is_ordered)| !**is_ordered);
            let Some((job, _)) = stuck else { break };
            return Err(ParseError::Cycle { line: job.line, job: job.id.to_owned() });
        }
    }
    Ok(order)
}
