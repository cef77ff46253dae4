//! Inflections by table: which forms `word~` stands for.

use crate::rules::raw::Inflect;

/// The word itself and all its inflections, as the language's tables give them.
///
/// ```
/// use atodds::rules::{language::forms, raw::Inflect, yaml};
/// let (tables, _) = yaml::load::<Inflect>("en.yaml", b"
/// regular: [{ends: [e], forms: [s, d, '<ing']}, {forms: [s, ed, ing]}]
/// irregular: {meet: [meets, met, meeting]}").unwrap();
/// assert_eq!(forms("accuse", &tables), ["accuse", "accuses", "accused", "accusing"]);
/// assert_eq!(forms("meet", &tables)[2], "met");
/// ```
pub fn forms(word: &str, tables: &Inflect) -> Vec<String> {
    let mut forms = vec![word.to_owned()];
    if let Some(irregular) = tables.irregular.get(word) {
        forms.extend(irregular.0.iter().cloned());
    } else if let Some(rule) = tables.regular.iter().find(|rule| {
        rule.ends.0.is_empty() || rule.ends.0.iter().any(|end| word.ends_with(end.as_str()))
    }) {
        for form in &rule.forms.0 {
            let added = form.trim_start_matches('<');
            let cut = form.len() - added.len();
            let stem: String = word
                .chars()
                .take(word.chars().count().saturating_sub(cut))
                .collect();
            forms.push(stem + added);
        }
    }
    forms
}
