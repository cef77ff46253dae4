//! Where the alternatives of a template's groups stand in it.
//!
//! Takes a template that reads, gives byte ranges in the order in which the reader opens the groups. Never reads one
//! that does not.

use crate::problem::ByteSpan;

/// The alternatives of each group with two or more, in the order of their opening brackets.
pub fn alternatives(template: &str) -> Vec<Vec<ByteSpan>> {
    let mut groups: Vec<Vec<ByteSpan>> = Vec::new();
    // The number of the group, and where its present alternative began.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut in_slot = false;
    for (at, c) in template.char_indices() {
        match c {
            '{' => in_slot = true,
            '}' => in_slot = false,
            _ if in_slot => {}
            '(' => {
                open.push((groups.len(), at + 1));
                groups.push(Vec::new());
            }
            '|' | ')' => {
                let Some((group, start)) = open.last_mut() else {
                    continue;
                };
                groups[*group].push(trimmed(template, *start, at));
                *start = at + 1;
                if c == ')' {
                    open.pop();
                }
            }
            _ => {}
        }
    }
    groups.retain(|group| group.len() > 1);
    groups
}

fn trimmed(template: &str, start: usize, end: usize) -> ByteSpan {
    let inside = &template[start..end];
    let lead = inside.len() - inside.trim_start().len();
    ByteSpan::new(start + lead, start + inside.trim_end().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_come_in_the_order_of_their_brackets() {
        let template = "(x) (a|(b c|d)? e) {who:p|q} (f|g)";
        let found: Vec<Vec<&str>> = alternatives(template)
            .iter()
            .map(|group| group.iter().map(|part| part.of(template)).collect())
            .collect();
        assert_eq!(
            found,
            [vec!["a", "(b c|d)? e"], vec!["b c", "d"], vec!["f", "g"]]
        );
    }
}
