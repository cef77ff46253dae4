//! Articles with their outlet, date, title and address, cleaned of what is not the article.
//!
//! Takes paths and outlet files, gives articles, problems, and what was skipped and why. Never judges what an article
//! says. The only stage that touches the file system: [`load`] walks and reads, all below it is from data to data.

mod article;
mod clean;
mod format;
#[cfg(feature = "ingest")]
mod ingest;
#[cfg(not(feature = "ingest"))]
#[path = "without_ingest.rs"]
mod ingest;
mod lines;
mod load;
mod loose;
mod metadata;
mod outlets;
mod published;
mod records;
mod repeats;
mod texts;

pub use article::{Article, Block, BlockKind, OutletId, Tongue};
pub use format::WRITTEN;
pub use load::{Loaded, Met, Skipped, load, read};
pub use metadata::Metadata;
pub use outlets::Outlets;
pub use published::published;
pub use records::record;
pub use texts::{id_of, text};
