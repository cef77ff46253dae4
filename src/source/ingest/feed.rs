//! Feeds: RSS and Atom, one article an entry.
//!
//! Takes the bytes of a feed, gives the text and metadata of its entries. Never fetches what an entry points to: an entry
//! that only points is passed over.

use super::page;
use crate::source::metadata::Metadata;
use crate::source::published::published;

/// An entry, or why it is none.
pub(in crate::source) type Entry = Result<(String, Metadata), &'static str>;

/// The entries of a feed, in its order.
///
/// # Errors
///
/// Says what is wrong with the feed as a whole.
pub(in crate::source) fn entries(bytes: &[u8]) -> Result<Vec<Entry>, String> {
    let parser = feed_rs::parser::Builder::new()
        .sanitize_content(false)
        .build();
    let feed = parser
        .parse(bytes)
        .map_err(|error| format!("is no feed that can be read: {error}"))?;
    let site = feed.title.map(|title| title.content);
    Ok(feed
        .entries
        .into_iter()
        .map(|entry| {
            let body = entry
                .content
                .and_then(|content| content.body)
                .or(entry.summary.map(|summary| summary.content))
                .ok_or("an entry without text")?;
            let text = page::piece(&body)?;
            let day = entry.published.or(entry.updated);
            Ok((
                text,
                Metadata {
                    site: site.clone(),
                    published: day.and_then(|day| published(&day.to_rfc3339())),
                    title: entry.title.map(|title| title.content),
                    url: entry.links.into_iter().next().map(|link| link.href),
                    ..Metadata::default()
                },
            ))
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const RSS: &str = r#"<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
        <channel><title>The Bugle</title><link>https://bugle.test/</link><description>News</description>
        <item><title>Ferry back</title><link>https://bugle.test/ferry</link><pubDate>Fri, 11 Apr 2025 09:30:00 GMT</pubDate>
        <description>Teaser</description>
        <content:encoded><![CDATA[<p>The ferry resumed.</p><p>It carries &lt;forty&gt; cars.</p>]]></content:encoded></item>
        <item><title>Only a link</title><link>https://bugle.test/link</link></item></channel></rss>"#;

    const ATOM: &str = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>The Gazette</title><id>g</id>
        <updated>2025-04-12T00:00:00Z</updated><entry><id>1</id><title>Pier</title><link href="https://gazette.test/pier"/>
        <updated>2025-04-12T08:00:00Z</updated><published>2025-04-11T08:00:00Z</published>
        <content type="html">&lt;p&gt;The pier closed.&lt;/p&gt;</content></entry></feed>"#;

    #[test]
    fn entries_bring_their_full_text_or_are_passed_over() {
        let found = entries(RSS.as_bytes()).unwrap();
        let (text, metadata) = found[0].clone().unwrap();
        assert_eq!(text, "The ferry resumed.\n\nIt carries <forty> cars.");
        assert_eq!(metadata.site.as_deref(), Some("The Bugle"));
        assert_eq!(metadata.published.unwrap().to_string(), "2025-04-11T09:30");
        assert_eq!(metadata.url.as_deref(), Some("https://bugle.test/ferry"));
        assert_eq!(found[1], Err("an entry without text"));
        let (text, metadata) = entries(ATOM.as_bytes()).unwrap().remove(0).unwrap();
        assert_eq!(
            (text.as_str(), metadata.published.unwrap().to_string()),
            ("The pier closed.", "2025-04-11T08:00".to_owned())
        );
    }

    #[test]
    fn what_is_no_feed_says_so() {
        assert!(entries(b"<rss").is_err());
        assert!(entries(b"").is_err());
        let deep = format!("<rss version='2.0'><channel>{}", "<a>".repeat(100_000));
        let _ = entries(deep.as_bytes());
        let laughs = "<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><rss version='2.0'><channel><title>&b;</title></channel></rss>";
        let _ = entries(laughs.as_bytes());
    }
}
