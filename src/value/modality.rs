//! How firmly something is said.

use serde::{Deserialize, Serialize};

/// How firmly a claim is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Modality {
    /// As a fact.
    Actual,
    /// "likely", "reportedly".
    Likely,
    /// Planned, expected, announced.
    Planned,
    /// "may", "could".
    Possible,
    /// "if", "unless".
    Conditional,
    /// Asked, not said.
    Question,
    /// Said to be unknown.
    Unknown,
}

impl Modality {
    /// All modalities by their names in YAML and JSON.
    pub const ALL: [(&'static str, Modality); 7] = [
        ("actual", Modality::Actual),
        ("likely", Modality::Likely),
        ("planned", Modality::Planned),
        ("possible", Modality::Possible),
        ("conditional", Modality::Conditional),
        ("question", Modality::Question),
        ("unknown", Modality::Unknown),
    ];

    /// The modality called `name`.
    ///
    /// ```
    /// use atodds::value::Modality;
    /// assert_eq!(Modality::named("planned").map(Modality::name), Some("planned"));
    /// ```
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, modality)| *modality)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(_, modality)| *modality == self)
            .map_or("", |(name, _)| name)
    }
}
