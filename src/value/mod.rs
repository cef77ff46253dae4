//! Values as news gives them: amounts with bounds, and stretches of time.
//!
//! Every fuzzy thing has two readings. An amount has a *hull* (the most generous reading) and what was *said* (the
//! literal one); a time has a *core* (surely) and a *hull* (possibly). The ladder never calls a clash on hulls that
//! meet, so a vaguer claim can only soften a verdict.

pub mod amount;
pub mod modality;
pub mod slots;
pub mod time;

pub use amount::{Amount, Interval};
pub use modality::Modality;
pub use slots::Slots;
pub use time::{Minute, Period, Time};
