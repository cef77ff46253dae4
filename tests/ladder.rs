//! The worked cases of the ladder: two claims, and the verdict that a careful reader would give.

mod support;

use atodds::claim::{Claim, Modality, Value};
use atodds::finding::{Between, Doubt, Verdict, between, judge};
use atodds::rules::NameId;
use atodds::rules::kind::{Contested, Domain, Event, Kind, Rare};
use atodds::value::time::DAY;
use atodds::value::{Period, Time};
use support::*;

#[track_caller]
fn verdict(a: &Claim, b: &Claim) -> (Verdict, u8, Between) {
    let kinds = kinds();
    let kind = &kinds[&a.kind];
    let there = judge(a, b, kind, &names());
    let back = judge(b, a, kind, &names());
    assert_eq!(
        (there.verdict, there.doubt, there.line),
        (back.verdict, back.doubt, back.line)
    );
    assert_eq!(
        (&there.reading_a, &there.reading_b),
        (&back.reading_b, &back.reading_a)
    );
    (there.verdict, there.line, between(a, b, there.line))
}

#[track_caller]
fn doubt(a: &Claim, b: &Claim) -> Option<Doubt> {
    judge(a, b, &kinds()[&a.kind], &names()).doubt
}

#[test]
fn two_visits_since_january_clash_with_a_third_last_week() {
    let twice = claim("courier", "visits", "count", exactly(2.0, ""))
        .when(Time::surely(Period::new(day(1, 1).start, day(4, 13).end)))
        .told_on(day(4, 13));
    let third = claim("herald", "visits", "count", at_least(3.0, ""))
        .when(Time::within(days(4, 6, 12)))
        .told_on(day(4, 17));
    assert_eq!(
        verdict(&twice, &third),
        (Verdict::Conflict, 13, Between::OutletOutlet)
    );
}

#[test]
fn lengths_that_can_all_be_so_are_consistent() {
    let lengths = [
        more_than(240.0, "minutes"),
        about(270.0, "minutes"),
        about(300.0, "minutes"),
    ]
    .map(|length| claim("courier", "talks", "length", length));
    for a in &lengths {
        for b in &lengths {
            assert_eq!(verdict(a, b).0, Verdict::Consistent);
        }
    }
}

#[test]
fn one_meeting_cannot_be_in_two_towns() {
    let a = claim("courier", "talks", "place", at("mill"));
    let b = claim("herald", "talks", "place", at("quarry"));
    assert_eq!(
        verdict(&a, &b),
        (Verdict::Conflict, 13, Between::OutletOutlet)
    );
}

#[test]
fn a_town_in_the_country_named_is_consistent() {
    let a = claim("courier", "talks", "place", at("southland"));
    let b = claim("herald", "talks", "place", at("quarry"));
    assert_eq!(verdict(&a, &b).0, Verdict::Consistent);
}

#[test]
fn a_place_of_unknown_containment_is_not_different() {
    let a = claim("courier", "talks", "place", at("old-barn"));
    let b = claim("herald", "talks", "place", at("quarry"));
    assert_eq!(verdict(&a, &b).0, Verdict::Consistent);
}

#[test]
fn a_stance_a_month_later_is_a_change() {
    let then = claim("courier", "stance", "value", Value::Choice(0b00010))
        .when(Time::surely(day(3, 14)))
        .told_on(day(3, 14));
    let now = claim("herald", "stance", "value", Value::Choice(0b10000))
        .when(Time::surely(day(4, 13)))
        .told_on(day(4, 13));
    assert_eq!(verdict(&then, &now).0, Verdict::Change);
}

#[test]
fn two_stances_all_through_one_month_are_a_conflict() {
    let march = Time::surely(days(3, 1, 31));
    let accepted = claim("courier", "stance", "value", Value::Choice(0b00001))
        .when(march)
        .told_on(day(4, 1));
    let uncommitted = claim("herald", "stance", "value", Value::Choice(0b01000))
        .when(march)
        .told_on(day(4, 5));
    assert_eq!(verdict(&accepted, &uncommitted).0, Verdict::Conflict);
    let some_day = accepted.when(Time::within(days(3, 1, 31)));
    let some_other = uncommitted.when(Time::within(days(3, 1, 31)));
    assert_eq!(verdict(&some_day, &some_other).0, Verdict::Possible);
}

#[test]
fn stances_that_may_be_said_together_are_consistent() {
    let a = claim("courier", "stance", "value", Value::Choice(0b00010));
    let b = claim("herald", "stance", "value", Value::Choice(0b00100));
    assert_eq!(verdict(&a, &b).0, Verdict::Consistent);
    let not_so = claim("herald", "stance", "value", Value::Choice(0b00010)).denied();
    assert_eq!(verdict(&a, &not_so).0, Verdict::Conflict);
}

#[test]
fn two_speakers_who_deny_each_other_are_a_dispute() {
    let a = claim("courier", "talks", "held", Value::Choice(0b01)).by("ana");
    let b = claim("herald", "talks", "held", Value::Choice(0b10)).by("bo");
    assert_eq!(
        verdict(&a, &b),
        (Verdict::Conflict, 13, Between::SpeakerSpeaker)
    );
}

#[test]
fn ninety_minutes_are_not_more_than_two_hours() {
    let a = claim("courier", "talks", "length", exactly(90.0, "minutes"));
    let b = claim("herald", "talks", "length", more_than(120.0, "minutes"));
    assert_eq!(verdict(&a, &b).0, Verdict::Conflict);
}

#[test]
fn a_later_higher_toll_is_an_update() {
    let a = claim("courier", "toll", "dead", exactly(31.0, "people")).told_on(hour(4, 13, 12));
    let b = claim("herald", "toll", "dead", exactly(34.0, "people")).told_on(day(4, 14));
    assert_eq!(
        verdict(&a, &b),
        (Verdict::Update, 10, Between::OutletOutlet)
    );
}

#[test]
fn two_tolls_of_one_day_clash_only_once_clock_times_order_them() {
    let a = claim("courier", "toll", "dead", exactly(34.0, "people")).told_on(day(4, 15));
    let b = claim("herald", "toll", "dead", exactly(31.0, "people")).told_on(day(4, 15));
    assert_eq!(verdict(&a, &b).0, Verdict::Possible);
    assert_eq!(doubt(&a, &b), Some(Doubt::Timing));
    let (a, b) = (a.told_on(hour(4, 15, 9)), b.told_on(hour(4, 15, 15)));
    assert_eq!(verdict(&a, &b).0, Verdict::Conflict);
}

#[test]
fn at_least_eighteen_can_be_twenty() {
    let a = claim("courier", "toll", "dead", at_least(18.0, "people"));
    let b = claim("herald", "toll", "dead", exactly(20.0, "people"));
    assert_eq!(verdict(&a, &b).0, Verdict::Consistent);
}

#[test]
fn two_lower_bounds_far_apart_are_divergent() {
    let a = claim("courier", "toll", "dead", at_least(58.0, "people")).by("ana");
    let b = claim("herald", "toll", "dead", at_least(100.0, "people")).by("bo");
    assert_eq!(
        verdict(&a, &b),
        (Verdict::Divergent, 4, Between::SpeakerSpeaker)
    );
    assert_eq!(
        verdict(&a, &b.told_on(day(3, 12))).0,
        Verdict::Divergent,
        "one moment, told twice"
    );
}

#[test]
fn a_weekend_and_one_address_are_unrelated() {
    let a = claim("courier", "toll", "dead", exactly(8.0, "people")).in_scope("extent", "weekend");
    let b = claim("herald", "toll", "dead", exactly(2.0, "people")).in_scope("extent", "address");
    assert_eq!(verdict(&a, &b).0, Verdict::Unrelated);
}

#[test]
fn who_denies_it_and_names_no_place_denies_it_everywhere() {
    let mut kind = toll();
    let whether = ["yes", "no"].map(String::from).to_vec();
    kind.attributes = vec![attribute(
        "done",
        Domain::Choice {
            of: whether,
            together: Vec::new(),
        },
    )];
    let done = claim("courier", "toll", "done", Value::Choice(0b01)).in_scope("extent", "harbour");
    let judged = |kind: &Kind, other: &Claim| judge(&done, other, kind, &names()).verdict;
    let not_done = claim("herald", "toll", "done", Value::Choice(0b10));
    assert_eq!(judged(&kind, &not_done), Verdict::Possible);
    kind.scope[0].nowhere = true;
    assert_eq!(judged(&kind, &not_done), Verdict::Conflict);
    let elsewhere = not_done.clone().in_scope("extent", "mill");
    assert_eq!(judged(&kind, &elsewhere), Verdict::Unrelated);
    // Whoever says that it was done, and not where, may mean another place.
    let somewhere = claim("herald", "toll", "done", Value::Choice(0b01));
    let not_there = not_done.in_scope("extent", "mill");
    let verdict = judge(&somewhere, &not_there, &kind, &names()).verdict;
    assert_eq!(verdict, Verdict::Possible);
}

#[test]
fn one_more_may_be_the_driver() {
    let a = claim("courier", "toll", "dead", exactly(12.0, "people"));
    let b = claim("herald", "toll", "dead", exactly(13.0, "people")).in_scope("driver", "counted");
    assert_eq!(verdict(&a, &b).0, Verdict::Possible);
    assert_eq!(doubt(&a, &b), Some(Doubt::Scope));
    let two_more = claim("herald", "toll", "dead", exactly(14.0, "people")).told_on(day(3, 9));
    assert_eq!(
        verdict(&a, &two_more).0,
        Verdict::Conflict,
        "the driver is one person"
    );
}

#[test]
fn the_same_outlet_takes_a_number_back() {
    let a = claim("courier", "toll", "hurt", exactly(6.0, "people")).told_on(day(3, 10));
    let b = claim("courier", "toll", "hurt", exactly(5.0, "people")).told_on(day(3, 12));
    assert_eq!(verdict(&a, &b), (Verdict::Correction, 11, Between::Itself));
    let fifteen = claim("courier", "toll", "hurt", exactly(15.0, "people")).told_on(day(3, 10));
    assert_eq!(
        verdict(&fifteen, &a.told_on(day(3, 12))).0,
        Verdict::Correction
    );
}

#[test]
fn expected_is_open() {
    let a = claim("courier", "talks", "held", Value::Choice(0b01)).modal(Modality::Planned);
    let b = claim("herald", "talks", "held", Value::Choice(0b10));
    assert_eq!(verdict(&a, &b).0, Verdict::Open);
}

#[test]
fn what_would_have_been_is_open() {
    let a = claim("courier", "talks", "held", Value::Choice(0b01)).modal(Modality::Conditional);
    let b = claim("herald", "talks", "held", Value::Choice(0b10));
    assert_eq!(verdict(&a, &b).0, Verdict::Open);
}

#[test]
fn reportedly_is_only_a_possible_conflict() {
    let a = claim("courier", "talks", "place", at("mill")).modal(Modality::Likely);
    let b = claim("herald", "talks", "place", at("quarry"));
    assert_eq!(verdict(&a, &b).0, Verdict::Possible);
    assert_eq!(doubt(&a, &b), Some(Doubt::Hedged));
}

#[test]
fn one_utterance_reported_in_two_ways_is_a_misquote() {
    let a = claim("courier", "talks", "length", exactly(90.0, "minutes")).by("ana");
    let b = claim("herald", "talks", "length", exactly(200.0, "minutes")).by("ana");
    assert_eq!(verdict(&a, &b), (Verdict::Conflict, 1, Between::Misquote));
    let next_day = b.clone().told_on(day(3, 11));
    assert_eq!(
        verdict(&a, &next_day),
        (Verdict::Conflict, 13, Between::SpeakerSpeaker)
    );
    let elsewhere = b.when(Time::surely(day(3, 11)));
    assert_eq!(
        verdict(&a, &elsewhere).0,
        Verdict::Possible,
        "perhaps another meeting"
    );
}

#[test]
fn an_outlet_against_a_speaker_says_so() {
    let a = claim("courier", "talks", "place", at("mill")).by("ana");
    let b = claim("courier", "talks", "place", at("quarry"));
    assert_eq!(verdict(&a, &b).2, Between::OutletSpeaker);
}

#[test]
fn who_came_clashes_only_with_a_denial_or_only() {
    let ana = claim("courier", "talks", "came", at("ana"));
    let bo = claim("herald", "talks", "came", at("bo"));
    assert_eq!(
        verdict(&ana, &bo),
        (Verdict::Consistent, 3, Between::OutletOutlet)
    );
    assert_eq!(verdict(&ana, &bo.clone().denied()).0, Verdict::Consistent);
    assert_eq!(verdict(&ana, &ana.clone().denied()).0, Verdict::Conflict);
}

#[test]
fn two_speakers_set_side_by_side_in_one_article_clash_whatever_the_order() {
    let told = |outlet: &str, dead: f64, speaker: &str, article: u32| {
        claim(outlet, "toll", "dead", exactly(dead, "people"))
            .by(speaker)
            .told_on(day(4, 15))
            .in_article(article)
    };
    let ministry = told("courier", 60.0, "ana", 1);
    let officials = told("courier", 34.0, "bo", 1);
    assert_eq!(verdict(&ministry, &officials).0, Verdict::Conflict);
    // Far apart in one page, the page may have been kept up to date in between.
    let hours_later = officials.clone().in_sentence(40);
    assert_eq!(verdict(&ministry, &hours_later).0, Verdict::Possible);
    // In two articles of one day either may be the later count.
    let elsewhere = told("herald", 34.0, "bo", 2);
    assert_eq!(verdict(&ministry, &elsewhere).0, Verdict::Possible);
}

#[test]
fn two_articles_may_mean_two_things_by_one_vague_name() {
    let mut listed = names();
    listed.vague.insert(NameId::new("northland"));
    let kinds = kinds();
    let said = |outlet: &str, mask: u16| claim(outlet, "stance", "value", Value::Choice(mask));
    let (yes, no) = (said("courier", 1), said("herald", 16).in_article(1));
    let there = judge(&yes, &no, &kinds["stance"], &listed);
    assert_eq!((there.verdict, there.line), (Verdict::Possible, 8));
    let here = judge(&yes, &no.in_article(0), &kinds["stance"], &listed);
    assert_eq!(here.verdict, Verdict::Conflict);
}

#[test]
fn figures_of_an_event_that_is_closed_no_longer_wait_for_an_order() {
    let mut kind = kinds()["toll"].clone();
    let dead = |outlet: &str, n: f64| {
        claim(outlet, "toll", "dead", exactly(n, "people")).told_on(day(3, 11))
    };
    let (a, b) = (dead("courier", 8.0), dead("herald", 6.0));
    assert_eq!(judge(&a, &b, &kind, &names()).line, 9);
    kind.event = Some(Event {
        window: DAY,
        once: vec![],
        closes: Some(0),
        rare: None,
    });
    assert_eq!(judge(&a, &b, &kind, &names()).verdict, Verdict::Conflict);
    let same_day = a.told_on(day(3, 10));
    let there = judge(&same_day, &b.told_on(day(3, 10)), &kind, &names());
    assert_eq!((there.verdict, there.line), (Verdict::Possible, 9));
}

#[test]
fn two_speakers_who_lie_far_apart_long_after_an_event_count_differently() {
    let mut kind = kinds()["toll"].clone();
    kind.contested = Some(Contested {
        times: 2.0,
        after: Some(2 * DAY),
    });
    let dead = |n: f64, on: Period, who: &str| {
        claim("courier", "toll", "dead", exactly(n, "people"))
            .told_on(on)
            .by(who)
            .in_article(n as u32)
    };
    let verdict = |a: &Claim, b: &Claim| judge(a, b, &kind, &names()).verdict;
    let ana = dead(300.0, day(3, 13), "ana");
    let others = |n: f64, on: Period| dead(n, on, "southland");
    assert_eq!(verdict(&ana, &others(600.0, day(3, 13))), Verdict::Conflict);
    assert_eq!(verdict(&ana, &others(600.0, day(3, 14))), Verdict::Conflict);
    // Not twice as many, told too soon, or told by nobody.
    assert_eq!(verdict(&ana, &others(599.0, day(3, 14))), Verdict::Update);
    let soon = dead(300.0, day(3, 11), "ana");
    assert_eq!(verdict(&soon, &others(600.0, day(3, 14))), Verdict::Update);
    let own = claim("herald", "toll", "dead", exactly(600.0, "people")).told_on(day(3, 14));
    assert_eq!(verdict(&ana, &own), Verdict::Update);
}

#[test]
fn a_listed_speaker_takes_back_in_one_outlet_what_another_carried() {
    let dead = |outlet: &str, n: f64, on: Period, who: &str| {
        claim(outlet, "toll", "dead", exactly(n, "people"))
            .told_on(on)
            .by(who)
    };
    let first = dead("courier", 247.0, day(3, 11), "southland");
    let lower = dead("herald", 241.0, day(3, 12), "southland");
    assert_eq!(verdict(&first, &lower).0, Verdict::Correction);
    let (some, others) = (
        dead("courier", 247.0, day(3, 11), "officials"),
        dead("herald", 241.0, day(3, 12), "officials"),
    );
    assert_eq!(verdict(&some, &others).0, Verdict::Conflict);
}

#[test]
fn less_than_was_denied_to_be_at_least_so_many_is_no_rise() {
    let at_least_22 = |outlet: &str| claim(outlet, "toll", "dead", at_least(22.0, "people"));
    let denied = at_least_22("herald").by("ana").denied().told_on(day(3, 12));
    assert_eq!(
        verdict(&at_least_22("courier"), &denied),
        (Verdict::Conflict, 13, Between::OutletSpeaker)
    );
}

#[test]
fn two_final_figures_and_two_of_one_hour_are_no_stages_of_one_count() {
    let dead = |outlet: &str, n: f64| {
        claim(outlet, "toll", "dead", exactly(n, "people")).told_on(day(3, 11))
    };
    let (mut a, mut b) = (dead("courier", 8.0), dead("herald", 6.0));
    assert_eq!(verdict(&a, &b).1, 9);
    a.only = true;
    assert_eq!(verdict(&a, &b).1, 9);
    b.only = true;
    assert_eq!(verdict(&a, &b).0, Verdict::Conflict);
    let noon = Period::new(day(3, 11).start + 720, day(3, 11).start + 780);
    let (a, b) = (dead("courier", 8.0).told_on(noon), dead("herald", 6.0));
    assert_eq!(verdict(&a, &b).1, 9);
    assert_eq!(verdict(&a, &b.told_on(noon)).0, Verdict::Conflict);
}

#[test]
fn nobody_is_no_stage_of_a_count_of_so_many() {
    let mut kind = kinds()["toll"].clone();
    let dead = |outlet: &str, n: f64| {
        claim(outlet, "toll", "dead", exactly(n, "people")).told_on(day(3, 11))
    };
    kind.event = Some(Event {
        window: DAY,
        once: vec![],
        closes: None,
        rare: Some(Rare {
            attribute: "dead".into(),
            from: 20.0,
            of: vec![],
        }),
    });
    let line = |many: f64| {
        let (none, many) = (dead("courier", 0.0), dead("herald", many));
        judge(&none, &many, &kind, &names()).line
    };
    assert_eq!((line(19.0), line(20.0)), (9, 13));
    let (none, many) = (dead("courier", 0.0), dead("herald", 40.0));
    let later = judge(&none, &many.told_on(day(3, 12)), &kind, &names());
    assert_eq!(later.verdict, Verdict::Update);
}

#[test]
fn a_denial_of_the_very_figure_speaks_of_the_report_that_gave_it() {
    let vague = Time::within(Period::new(day(3, 1).start, day(3, 11).end));
    let dead = |outlet: &str, n: f64, on: Period| {
        claim(outlet, "toll", "dead", exactly(n, "people"))
            .when(vague)
            .told_on(on)
    };
    let told = dead("courier", 8.0, day(3, 11));
    let denied = |n: f64, on: Period| {
        let mut claim = dead("herald", n, on);
        claim.denied = true;
        claim
    };
    let mut kind = kinds()["toll"].clone();
    kind.event = kinds()["talks"].event.clone();
    let verdict = |denial: &Claim| judge(&told, denial, &kind, &names()).verdict;
    assert_eq!(verdict(&denied(8.0, day(3, 12))), Verdict::Conflict);
    assert_ne!(verdict(&denied(8.0, day(3, 10))), Verdict::Conflict);
    assert_eq!(verdict(&denied(9.0, day(3, 12))), Verdict::Consistent);
}
