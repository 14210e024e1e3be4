//! What the student's command tells, made comparable: without what differs from run to run.

/// `text` with every port that a judge chose as `PORT`.
pub fn without_ports(text: &str) -> String {
    const HOST: &str = "127.0.0.1:";
    let mut parts = text.split(HOST);
    let mut clean = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.chars().take_while(char::is_ascii_digit).count();
        let port = &part[..digits];
        let shown = if port == "5000" { port } else { "PORT" };
        clean.push_str(HOST);
        clean.push_str(shown);
        clean.push_str(&part[digits..]);
    }
    clean
}

/// `text` with every number as `#`: what a race leaves behind is counted anew in every run.
pub fn without_numbers(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            digit if digit.is_ascii_digit() && clean.ends_with('#') => {}
            digit if digit.is_ascii_digit() => clean.push('#'),
            other => clean.push(other),
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::{without_numbers, without_ports};

    #[test]
    fn what_differs_from_run_to_run_is_left_out() {
        assert_eq!(
            without_ports("127.0.0.1:23456/a 127.0.0.1:5000"),
            "127.0.0.1:PORT/a 127.0.0.1:5000"
        );
        assert_eq!(without_numbers("13 × HTTP 200"), "# × HTTP #");
    }
}
