//! One line of an `expect` block.
//!
//! Takes the line and the pack its words must be of, gives an [`Expect`] or what is wrong with it. Never guesses: a
//! name that is neither a rule nor a fact kind would be a test that never fails.

use crate::finding::{Between, Doubt, Verdict};
use crate::problem::{Level, nearest};
use crate::report::words;
use crate::rules::RulePack;
use crate::rules::kind::{Domain, Kind};
use crate::ruletest::wanted::{self, Wanted};

/// What a claim is asked for besides its slots.
pub(super) const OUTLET: &str = "outlet";

/// One expectation, as somebody wrote it.
#[derive(Debug, Clone, PartialEq)]
pub struct Expect {
    /// Its line in the file, from 1.
    pub line: usize,
    /// The line without the blanks around it.
    pub text: String,
    /// True when it is known not to hold yet.
    pub todo: bool,
    pub(super) what: What,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    /// So many claims.
    Claims { of: Of, count: usize },
    /// A claim that is there, or is not.
    Claim { of: Of, wanted: Wanted, there: bool },
    /// So many findings at warning or error.
    Findings { count: usize },
    /// A finding that is there, or is not.
    Finding { wanted: WantedFinding, there: bool },
}

/// A fact kind, or one rule for it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Of {
    pub(super) kind: String,
    pub(super) rule: Option<String>,
}

/// What a line says of a finding; what it leaves out may be anything.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct WantedFinding {
    pub(super) kind: String,
    /// Names, day, scope or attribute, as in the finding's short form.
    pub(super) about: Vec<String>,
    pub(super) verdict: Option<(Verdict, Option<Doubt>)>,
    pub(super) between: Option<Between>,
    pub(super) level: Option<Level>,
    pub(super) values: Vec<String>,
}

/// What is wrong with a line.
#[derive(Debug)]
pub(super) struct Wrong {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl Expect {
    /// True when it speaks of the rule `id` or of the fact kind `kind`.
    pub(super) fn speaks_of(&self, id: &str, kind: &str) -> bool {
        match &self.what {
            What::Claims { of, .. } | What::Claim { of, .. } => {
                of.rule.as_ref().map_or(of.kind == kind, |rule| rule == id)
            }
            What::Findings { .. } => false,
            What::Finding { wanted, .. } => wanted.kind == kind,
        }
    }
}

/// Reads a line, which is not empty.
pub(super) fn read(line: &str, number: usize, pack: &RulePack) -> Result<Expect, Wrong> {
    let (todo, rest) = match line.strip_prefix("todo ") {
        Some(rest) => (true, rest.trim_start()),
        None => (false, line),
    };
    let (there, rest) = match rest.strip_prefix("no ") {
        Some(rest) => (false, rest.trim_start()),
        None => (true, rest),
    };
    let end = rest
        .find(|c: char| c.is_whitespace() || c == ':')
        .unwrap_or(rest.len());
    let (word, rest) = (&rest[..end], rest[end..].trim());
    let what = match (word, there) {
        ("claims", true) => claims(rest, pack),
        ("claim", _) => claim(rest, there, pack),
        ("findings", true) => rest
            .strip_prefix(':')
            .ok_or_else(|| bad("`findings` wants a number", "write `findings: 2`"))
            .and_then(number_of)
            .map(|count| What::Findings { count }),
        ("finding", true) if rest == "none" => Ok(What::Findings { count: 0 }),
        ("finding", _) => finding(rest, there, pack),
        _ => Err(unknown_line(word)),
    }?;
    Ok(Expect {
        line: number,
        text: line.to_owned(),
        todo,
        what,
    })
}

fn claims(rest: &str, pack: &RulePack) -> Result<What, Wrong> {
    let form = "write `claims NAME: 2`";
    let (name, count) = rest
        .split_once(':')
        .ok_or_else(|| bad("`claims` wants a rule or fact kind and a number", form))?;
    Ok(What::Claims {
        of: of(name.trim(), pack)?,
        count: number_of(count)?,
    })
}

fn claim(rest: &str, there: bool, pack: &RulePack) -> Result<What, Wrong> {
    let (name, slots) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let of = of(name, pack)?;
    // A kind that is not there is a problem of the rule's own file.
    let kind = pack.kinds.get(&of.kind);
    let mut wanted = Wanted::new();
    for part in slots
        .split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        let (key, value) = part
            .split_once(':')
            .ok_or_else(|| bad(&format!("`{part}` names no slot"), "write `slot: value`"))?;
        let (key, value) = (key.trim(), value.trim());
        if value.is_empty() {
            return Err(bad(&format!("`{key}` says nothing"), "write `slot: value`"));
        }
        if let Some(note) = kind
            .filter(|_| key != OUTLET)
            .and_then(|kind| wanted::unknown(key, kind))
        {
            return Err(Wrong {
                code: "unknown-slot",
                message: note,
                help: None,
            });
        }
        let words = words_of(key, value, kind);
        if wanted.insert(key.to_owned(), words).is_some() {
            return Err(bad(&format!("`{key}` stands here twice"), "write it once"));
        }
    }
    Ok(What::Claim { of, wanted, there })
}

/// Several names or one value: commas within numbers and within plain text part nothing.
fn words_of(key: &str, value: &str, kind: Option<&Kind>) -> Vec<String> {
    let is_text = kind
        .and_then(|kind| kind.attribute(key))
        .is_some_and(|attribute| attribute.domain == Domain::Text);
    if is_text {
        return vec![value.to_owned()];
    }
    value
        .split(", ")
        .map(|word| word.trim().to_owned())
        .collect()
}

fn finding(rest: &str, there: bool, pack: &RulePack) -> Result<What, Wrong> {
    // Clock times in a path have colons; the one that ends it stands before a blank.
    let (path, parts) = match rest.split_once(": ") {
        Some((path, parts)) => (path, parts),
        None => (rest.strip_suffix(':').unwrap_or(rest), ""),
    };
    let mut about = path.split('/').map(|part| part.trim().to_owned());
    let kind = about.next().unwrap_or_default();
    if !pack.kinds.contains_key(&kind) {
        return Err(unknown_name(
            "unknown-kind",
            &kind,
            pack.kinds.keys().map(String::as_str),
            "fact kind",
        ));
    }
    let mut wanted = WantedFinding {
        kind,
        about: about.collect(),
        ..WantedFinding::default()
    };
    let mut left = parts.trim();
    while !left.is_empty() {
        // Values come last; they may hold commas.
        let (part, more) = left.split_once(',').unwrap_or((left, ""));
        if take(part.trim(), &mut wanted) {
            left = more.trim_start();
        } else if left.contains(" vs ") {
            wanted.values = left
                .split(" vs ")
                .map(|one| one.trim().to_owned())
                .collect();
            break;
        } else {
            return Err(unknown_part(part.trim()));
        }
    }
    Ok(What::Finding { wanted, there })
}

/// Every verdict with its doubt, in the words of reports.
fn verdicts() -> Vec<(&'static str, Verdict, Option<Doubt>)> {
    [
        (Verdict::Divergent, None),
        (Verdict::Change, None),
        (Verdict::Update, None),
        (Verdict::Correction, None),
        (Verdict::Possible, None),
        (Verdict::Possible, Some(Doubt::Timing)),
        (Verdict::Possible, Some(Doubt::Scope)),
        (Verdict::Possible, Some(Doubt::Hedged)),
        (Verdict::Conflict, None),
    ]
    .into_iter()
    .map(|(verdict, doubt)| (words::verdict(verdict, doubt), verdict, doubt))
    .collect()
}

const LEVELS: [(&str, Level); 3] = [
    ("note", Level::Note),
    ("warning", Level::Warning),
    ("error", Level::Error),
];

/// Takes one part behind the colon; false when it is none of the known words.
fn take(part: &str, wanted: &mut WantedFinding) -> bool {
    let verdict = verdicts().into_iter().find(|(name, ..)| *name == part);
    let between = Between::ALL.into_iter().find(|one| one.name() == part);
    let level = LEVELS.iter().find(|(name, _)| *name == part);
    wanted.verdict = verdict
        .map(|(_, verdict, doubt)| (verdict, doubt))
        .or(wanted.verdict);
    wanted.between = between.or(wanted.between);
    wanted.level = level.map(|(_, level)| *level).or(wanted.level);
    verdict.is_some() || between.is_some() || level.is_some()
}

fn of(name: &str, pack: &RulePack) -> Result<Of, Wrong> {
    if pack.kinds.contains_key(name) {
        return Ok(Of {
            kind: name.to_owned(),
            rule: None,
        });
    }
    if let Some(rule) = pack.rule(name) {
        return Ok(Of {
            kind: rule.kind.clone(),
            rule: Some(name.to_owned()),
        });
    }
    let kinds = pack.kinds.keys().map(String::as_str);
    let rules = pack.rules.iter().map(|rule| rule.id.as_str());
    Err(unknown_name(
        "unknown-rule",
        name,
        kinds.chain(rules),
        "rule or fact kind",
    ))
}

fn number_of(text: &str) -> Result<usize, Wrong> {
    let text = text.trim();
    text.parse()
        .map_err(|_| bad(&format!("`{text}` is no number of things"), "write digits"))
}

fn bad(message: &str, help: &str) -> Wrong {
    Wrong {
        code: "bad-expectation",
        message: message.to_owned(),
        help: Some(help.to_owned()),
    }
}

fn unknown_name<'n>(
    code: &'static str,
    name: &str,
    known: impl Iterator<Item = &'n str>,
    what: &str,
) -> Wrong {
    Wrong {
        code,
        message: format!("`{name}` is no {what}"),
        help: nearest(name, known).map(|near| format!("did you mean `{near}`?")),
    }
}

fn unknown_line(word: &str) -> Wrong {
    let near = nearest(word, ["claims", "claim", "finding", "findings"]);
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "a line begins with `claims`, `claim`, `no claim`, `finding`, `no finding`, `findings` or `todo`".into(),
    };
    bad(&format!("`{word}` begins no expectation"), &help)
}

fn unknown_part(part: &str) -> Wrong {
    let known: Vec<&str> = verdicts()
        .into_iter()
        .map(|(name, ..)| name)
        .chain(Between::ALL.into_iter().map(Between::name))
        .chain(LEVELS.iter().map(|(name, _)| *name))
        .collect();
    let help = match nearest(part, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("write `A vs B`, or one of {}", known.join(", ")),
    };
    bad(&format!("`{part}` is nothing that a finding has"), &help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ruletest::story::run::tests::pack;

    fn what(line: &str) -> What {
        read(line, 1, &pack()).expect("the line is sound").what
    }

    fn wrong(line: &str) -> String {
        let wrong = read(line, 1, &pack()).expect_err("the line is not sound");
        format!("{}; {}", wrong.message, wrong.help.unwrap_or_default())
    }

    #[test]
    fn a_name_is_a_kind_or_a_rule() {
        let kind = Of {
            kind: "toll".into(),
            rule: None,
        };
        assert_eq!(what("claims toll: 2"), What::Claims { of: kind, count: 2 });
        let What::Claims { of, .. } = what("claims death-toll: 0") else {
            panic!("the line counts claims");
        };
        assert_eq!(
            (of.kind.as_str(), of.rule.as_deref()),
            ("toll", Some("death-toll"))
        );
        assert!(wrong("claims tol: 2").contains("did you mean `toll`?"));
        assert!(wrong("finding death-toll").contains("is no fact kind"));
    }

    #[test]
    fn commas_part_names_and_not_numbers() {
        let What::Claim { wanted, there, .. } = what(
            "no claim talks people: ann-lee, ben-stone; length: > 1,000 minutes; outlet: post",
        ) else {
            panic!("the line asks for a claim");
        };
        assert!(!there);
        assert_eq!(wanted["people"], ["ann-lee", "ben-stone"]);
        assert_eq!(wanted["length"], ["> 1,000 minutes"]);
        assert!(wrong("claim talks peple: x").contains("did you mean `people`?"));
        assert!(wrong("claim talks people").contains("names no slot"));
    }

    #[test]
    fn a_finding_has_a_path_and_parts_in_any_order() {
        let What::Finding { wanted, .. } = what(
            "finding toll/arden/value: error, possible (timing), self, 1,200 people vs 9 people",
        ) else {
            panic!("the line asks for a finding");
        };
        assert_eq!(wanted.about, ["arden", "value"]);
        assert_eq!(
            wanted.verdict,
            Some((Verdict::Possible, Some(Doubt::Timing)))
        );
        assert_eq!(
            (wanted.between, wanted.level),
            (Some(Between::Itself), Some(Level::Error))
        );
        assert_eq!(wanted.values, ["1,200 people", "9 people"]);
        assert!(wrong("finding toll: updat").contains("did you mean `update`?"));
    }

    #[test]
    fn none_and_a_number_count_findings() {
        assert_eq!(what("finding none"), What::Findings { count: 0 });
        assert_eq!(what("findings: 3"), What::Findings { count: 3 });
        assert!(wrong("findings: some").contains("no number"));
    }

    #[test]
    fn a_line_that_nobody_reads_is_refused() {
        assert!(wrong("clam toll").contains("did you mean `claim`?"));
        assert!(wrong("no claims toll: 2").contains("begins no expectation"));
        assert!(read("todo finding none", 1, &pack()).expect("sound").todo);
    }
}
