//! One claim as one line.
//!
//! Takes a claim and its article, gives a serde struct, and reads it back. Never joins lines.

use serde::{Deserialize, Serialize};

use crate::claim::Claim;
use crate::graph::ArticleRef;
use crate::problem::nearest;
use crate::rules::RulePack;
use crate::rules::kind::Domain;

/// The version of [`ClaimLine`]. A field is added freely; renaming, removing or giving one another meaning raises it.
pub const SCHEMA: u32 = 1;

/// A claim with all that judging it needs, but for the rule pack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClaimLine {
    /// Always [`SCHEMA`].
    pub schema: u32,
    /// The article it stands in.
    pub article: ArticleRef,
    /// The words that carry it.
    pub words: Words,
    /// What it says.
    pub claim: Claim,
}

/// The words of a claim, for reports.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Line of the first byte, as reports count: from the top of a file, or of a record's own text.
    pub line: usize,
    /// Column of the first byte, in characters.
    pub column: usize,
    /// The words.
    pub text: String,
    /// The sentence they stand in.
    pub sentence: String,
    /// Its first byte in the article's text.
    pub sentence_start: usize,
}

impl ClaimLine {
    /// Reads the JSON of a line.
    ///
    /// # Errors
    ///
    /// Says in words what is wrong: no JSON, a field that lacks, or another version.
    ///
    /// ```
    /// use atodds::stream::ClaimLine;
    /// let (what, _) = ClaimLine::read(r#"{"schema": 9}"#).expect_err("it is of another version");
    /// assert_eq!(what, "this line is of schema 9, and schema 1 is read");
    /// ```
    pub fn read(json: &str) -> Result<Self, (String, usize)> {
        #[derive(Deserialize)]
        struct Version {
            schema: u32,
        }
        serde_json::from_str(json)
            .map_err(|error| {
                let said = error.to_string();
                let said = said
                    .rsplit_once(" at line ")
                    .map_or(&*said, |(what, _)| what);
                let what = match serde_json::from_str(json) {
                    Ok(Version { schema }) if schema != SCHEMA => {
                        format!("this line is of schema {schema}, and schema {SCHEMA} is read")
                    }
                    _ => format!("this is no claim: {said}"),
                };
                (what, error.column().saturating_sub(1))
            })
            .and_then(|line: Self| {
                if line.schema == SCHEMA {
                    Ok(line)
                } else {
                    let schema = line.schema;
                    Err((
                        format!("this line is of schema {schema}, and schema {SCHEMA} is read"),
                        0,
                    ))
                }
            })
    }

    /// What of the claim `pack` does not know, in words: then it was read with other rules.
    pub fn unknown_to(&self, pack: &RulePack) -> Option<String> {
        let (kind_id, attribute_id) = (&self.claim.kind, &self.claim.attribute);
        let Some(kind) = pack.kinds.get(kind_id) else {
            let near = nearest(kind_id, pack.kinds.keys().map(String::as_str));
            let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            return Some(format!("`{kind_id}` is no fact kind of these rules{near}"));
        };
        let Some(attribute) = kind.attribute(attribute_id) else {
            return Some(format!(
                "`{kind_id}` has no attribute `{attribute_id}` in these rules"
            ));
        };
        match (&attribute.domain, &self.claim.value) {
            (Domain::Choice { of, .. }, crate::claim::Value::Choice(mask)) => {
                let beyond = u32::from(*mask) >> of.len().min(16) != 0;
                beyond.then(|| {
                    format!("`{kind_id}/{attribute_id}` has fewer values in these rules than the claim counts")
                })
            }
            _ => None,
        }
    }
}
