//! Who is at odds with whom, from two holder paths.
//!
//! Takes two claims and the ladder's line, gives the relation of their holders. Never looks at values.

use crate::claim::Claim;

use super::Between;

/// Who disagrees when line `line` of the ladder decided between `a` and `b`.
///
/// One speaker at odds with an earlier word of their own is a dispute that outlets carry, not a fault of an outlet:
/// only line 1 calls a misquote.
pub fn between(a: &Claim, b: &Claim, line: u8) -> Between {
    if line == 1 {
        return Between::Misquote;
    }
    match (&a.holder.speaker, &b.holder.speaker) {
        (None, None) if a.holder.outlet == b.holder.outlet => Between::Itself,
        (None, None) => Between::OutletOutlet,
        (Some(_), Some(_)) => Between::SpeakerSpeaker,
        _ => Between::OutletSpeaker,
    }
}

/// True when the outlets themselves are at odds, not only people whom they carry.
pub(super) fn is_between_outlets(between: Between) -> bool {
    matches!(
        between,
        Between::Itself | Between::OutletOutlet | Between::Misquote
    )
}
