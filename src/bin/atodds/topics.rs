//! Documentation for authors on the command line: sections of the README, so that one text serves both.
//!
//! Takes a topic, gives its text. Never reads a file: the README is part of the program, and its commands are run by the
//! tests.

const README: &str = include_str!("../../../README.md");

/// Topics, the headings under which they stand, and what they are about.
const TOPICS: [(&str, &str); 3] = [
    ("walkthrough", "## Fifteen minutes for a rule author"),
    ("rules", "### The rule language"),
    ("stories", "### Stories"),
];

/// The names of all topics.
pub(crate) fn names<'a>() -> impl Iterator<Item = &'a str> {
    TOPICS.iter().map(|(name, _)| *name)
}

/// The text of a topic, up to the next heading; `None` when there is no such topic.
pub(crate) fn text(topic: &str) -> Option<&'static str> {
    let (_, heading) = TOPICS.iter().find(|(name, _)| *name == topic)?;
    let start = README.find(&format!("{heading}\n"))?;
    let body = &README[start..];
    let mut fenced = false;
    let mut end = 0;
    for line in body.split_inclusive('\n') {
        fenced ^= line.starts_with("```");
        let is_heading = !fenced && (line.starts_with("## ") || line.starts_with("### "));
        if end > 0 && is_heading {
            break;
        }
        end += line.len();
    }
    Some(body[..end].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_has_its_section_and_ends_with_it() {
        for name in names() {
            let text = text(name).expect("the README has the heading");
            assert!(text.lines().count() > 10, "{name} is only {text}");
            assert_eq!(text.matches("```").count() % 2, 0, "{name} cuts a block");
        }
        let walkthrough = text("walkthrough").expect("the README has the heading");
        assert!(
            walkthrough.contains("atodds test") && !walkthrough.contains("### The rule language")
        );
        assert_eq!(text("nothing"), None);
    }
}
