//! Hand-built checks for the writers' tests. All text is invented.

use super::*;
use crate::problem::Place;

fn article(path: &str, outlet: &str, name: &str, published: &str, text: &str) -> ArticleView {
    ArticleView {
        id: path.to_owned(),
        path: path.to_owned(),
        outlet: Some(outlet.to_owned()),
        outlet_name: Some(name.to_owned()),
        published: Some(published.to_owned()),
        title: None,
        url: None,
        text: text.to_owned(),
        quoted: std::collections::BTreeMap::new(),
        first_line: 1,
    }
}

/// The claim on the first `words` of article number `article`.
pub(crate) fn claim(
    articles: &[ArticleView],
    article: usize,
    words: &str,
    reading: &str,
    speaker: &str,
) -> ClaimView {
    let start = articles[article]
        .text
        .find(words)
        .expect("a fixture's claim quotes its own article");
    ClaimView {
        article,
        span: ByteSpan::new(start, start + words.len()),
        reading: reading.to_owned(),
        outlet: articles[article].outlet.clone().unwrap_or_default(),
        speaker: Some(speaker.to_owned()),
        rule: "death-toll".to_owned(),
        time: "2026-02-11".to_owned(),
        label: reading.split(',').next().unwrap_or_default().to_owned(),
        as_of: Some("2026-02-11".to_owned()),
        sentence: sentence(&articles[article].text, start),
        fits: Vec::new(),
    }
}

/// The line around `at`: fixtures write one sentence to a line.
fn sentence(text: &str, at: usize) -> ByteSpan {
    let start = text[..at].rfind('\n').map_or(0, |line| line + 1);
    let end = text[at..].find('\n').map_or(text.len(), |line| at + line);
    ByteSpan::new(start, end)
}

/// Two outlets, one death toll each, at odds.
pub(crate) fn two_articles() -> Checked {
    let articles = vec![
        article(
            "harbor-post/2026-02-12-bridge.txt",
            "harbor-post",
            "Harbor Post",
            "2026-02-12",
            "Bridge falls\n\nRain stopped.\nOfficials said nine people had died by Wednesday evening.\n",
        ),
        article(
            "valley-news/2026-02-11-bridge.txt",
            "valley-news",
            "Valley News",
            "2026-02-11",
            "Bridge collapse\nSix people had died by Wednesday night, the fire service said.\n",
        ),
    ];
    let nine = claim(
        &articles,
        0,
        "nine",
        "9, as of 2026-02-11, said by officials",
        "officials",
    );
    let six = claim(
        &articles,
        1,
        "Six",
        "6, as of 2026-02-11, said by the fire service",
        "the fire service",
    );
    let side = |label: &str, outlet: &str, claim: ClaimView| SideView {
        label: label.to_owned(),
        fingerprint: format!("side-{label}"),
        said: BTreeMap::from([(label.to_owned(), format!("side-{label}"))]),
        outlets: vec![outlet.to_owned()],
        support: 1,
        claims: vec![claim],
    };
    Checked {
        inputs: vec!["harbor-post".to_owned(), "valley-news".to_owned()],
        repeat: Vec::new(),
        as_of: Some("2026-02-12".to_owned()),
        findings: vec![FindingView {
            id: "F-7c21".to_owned(),
            fingerprint: "7c21a0f0".to_owned(),
            rank: "f9-7c21a0f0".to_owned(),
            state: State::New,
            accepted: None,
            level: Level::Error,
            kind: "casualties".to_owned(),
            attribute: "dead".to_owned(),
            question: "How many died in the Bridge X collapse?".to_owned(),
            fact: "casualties/bridge-x/dead".to_owned(),
            verdict: Verdict::Conflict,
            doubt: None,
            line: LadderLine {
                number: 13,
                name: "otherwise".to_owned(),
            },
            between: Between::OutletOutlet,
            why: "both counts describe the same evening, so this is not an update".to_owned(),
            sides: vec![
                side("9", "Harbor Post", nine),
                side("6", "Valley News", six),
            ],
            deciding: [ClaimAt { side: 0, claim: 0 }, ClaimAt { side: 1, claim: 0 }],
            alone: None,
            silent: vec!["Daily Ledger".to_owned()],
            history: Vec::new(),
            steps: Vec::new(),
            compatible: Vec::new(),
            open: Vec::new(),
        }],
        fail_on: Some(Level::Error),
        kinds: vec![KindView {
            id: "casualties".to_owned(),
            question: "How many died in {event}?".to_owned(),
        }],
        known: Vec::new(),
        stale: Vec::new(),
        problems: Vec::new(),
        skipped: Vec::new(),
        counts: Counts {
            articles: 1,
            against: 1,
            rules: 3,
            claims: 2,
            shared_facts: 1,
            findings: 1,
            ..Counts::default()
        },
        articles,
    }
}

/// A run without findings.
pub(crate) fn nothing_at_odds() -> Checked {
    let mut checked = two_articles();
    checked.findings.clear();
    checked.counts.findings = 0;
    checked
}

/// The same finding, from articles that attack the terminal they are shown on.
pub(crate) fn hostile() -> Checked {
    let mut checked = two_articles();
    checked.articles[0].text = "\u{1b}]0;owned\u{7}\u{1b}[31mOfficials\u{9b}2J said nine\u{202e}enin people\u{200f} had died.\u{8}\u{0}\r\n::error::pwned\n".to_owned();
    checked.articles[0].path = "harbor\u{1b}[1m.txt".to_owned();
    checked.articles[0].id = checked.articles[0].path.clone();
    let hostile = claim(
        &checked.articles,
        0,
        "nine\u{202e}enin",
        "9\u{1b}[5m, said by \u{202e}slaiciffo",
        "\u{1b}[7mofficials",
    );
    let finding = &mut checked.findings[0];
    finding.sides[0].claims[0] = hostile;
    finding.sides[0].label = "9\u{7}".to_owned();
    finding.sides[0].outlets = vec!["Harbor\n::warning::Post".to_owned()];
    finding.question = "How many\u{1b}]8;;http://x\u{1b}\\ died?".to_owned();
    finding.why = "same\u{2066}evening".to_owned();
    finding.fact = "casualties/bridge\u{1b}[0m/dead".to_owned();
    checked
}

/// Letters of several scripts and widths before and inside the span, and a paragraph of two thousand characters.
pub(crate) fn long_unicode() -> Checked {
    let mut checked = two_articles();
    checked.articles[0].text = format!(
        "{}У мосту загинуло дев’ять людей, 東京 said 👩‍🚒. {}\n",
        "Дощ ущух над рікою. ".repeat(50),
        "Рятувальники працюють далі. ".repeat(40)
    );
    let nine = claim(
        &checked.articles,
        0,
        "дев’ять людей",
        "9, as of 2026-02-11, said by officials",
        "officials",
    );
    checked.findings[0].sides[0].claims[0] = nine;
    checked
}

/// Text that attacks every target at once: terminals, workflow logs, HTML, Markdown, SARIF, XML and spreadsheets.
pub(crate) const VILE: &str = concat!(
    "=HYPERLINK(\"http://evil.example\",\"x\")\n::error file=a,line=1::owned\n::set-output name=a::b\r\n",
    "##[add-mask]e ::stop-commands::x\n%0A::warning::y <script>alert(1)</script> ]]> &amp; -->",
    "<img src=x onerror=alert(1)> [click](javascript:alert(1)) ![i](http://evil.example/i) <http://evil.example>\n",
    "# head\n\n```\n- @somebody #1 www.evil.example https://evil.example a@evil.example | a | b | **bold** `code` {0} \\[x\\](0)\n",
    "\u{1b}[31m\u{1b}]8;;http://evil.example\u{7}\u{9b}2J\u{0}\u{8}\u{b}\u{fffe}\u{ffff}\u{202e}rtl\u{2066}\u{feff}\u{e0041}\u{2028}",
);

/// Findings, known ones, problems and stale entries in which every text is [`VILE`], and names of a megabyte.
pub(crate) fn vile() -> Checked {
    let mut checked = two_articles();
    let vile = || VILE.to_owned();
    let long = || format!("{VILE}{}", "long ".repeat(200_000));
    for article in &mut checked.articles {
        article.outlet = Some(long());
        article.outlet_name = Some(long());
        article.title = Some(long());
        article.url = Some(format!("javascript:{VILE}"));
        article.published = Some(vile());
        article.text = long();
        article.path = format!("./::error::/{VILE}.txt");
        article.id = article.path.clone();
    }
    let length = checked.articles[0].text.len();
    let finding = &mut checked.findings[0];
    for side in &mut finding.sides {
        side.label = long();
        side.outlets = vec![long(); 9];
        side.said = BTreeMap::from([(vile(), vile())]);
        for claim in &mut side.claims {
            claim.span = ByteSpan::new(0, length);
            claim.reading = long();
            claim.outlet = long();
            claim.speaker = Some(vile());
            claim.rule = vile();
            claim.time = vile();
        }
    }
    finding.kind = vile();
    finding.attribute = vile();
    finding.question = long();
    finding.fact = vile();
    finding.why = long();
    finding.silent = vec![long()];
    finding.alone = Some(long());
    let mut known = finding.clone();
    known.state = State::Known;
    known.accepted = Some(long());
    checked.known = vec![known];
    checked.kinds = vec![KindView {
        id: vile(),
        question: vile(),
    }];
    checked.stale = vec![StaleView {
        fact: vile(),
        fingerprint: String::new(),
        until: None,
    }];
    checked.inputs = vec![vile()];
    let place = Place::new(&format!("::error::/{VILE}"), VILE, ByteSpan::new(0, 4));
    let problem = Problem::error("bad", long()).help(long()).at(place);
    checked.problems = vec![problem, Problem::warning("odd", vile())];
    checked.skipped = vec![SkippedView {
        path: vile(),
        reason: vile(),
    }];
    checked
}

/// `n` findings of each level, each with a name of its own, one accepted, one problem.
pub(crate) fn many(n: usize) -> Checked {
    let mut checked = two_articles();
    let one = checked.findings.remove(0);
    for level in [Level::Error, Level::Warning, Level::Note] {
        for at in 0..n {
            let mut finding = one.clone();
            finding.id = format!("F-{level}-{at}");
            finding.fingerprint = format!("{at:015}{}", level as u8);
            finding.level = level;
            if at == 0 {
                finding.state = State::Grew;
            }
            checked.findings.push(finding);
        }
    }
    let mut known = one;
    known.state = State::Known;
    known.accepted = Some("an early count".to_owned());
    checked.known = vec![known];
    checked.counts.findings = checked.findings.len();
    checked.counts.accepted = 1;
    checked.problems = vec![Problem::warning("odd", "odd").help("mend it")];
    checked
}
