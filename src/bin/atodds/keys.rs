//! Keys as they are pressed, without a line end.
//!
//! Takes the terminal, gives keys. The only file that names `console`; never reads where nobody sits.

use std::io;

use console::{Key, Term};

/// What somebody wants of the record that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    Accept,
    Reject,
    Skip,
    Old,
    New,
    Both,
    Quit,
}

/// Waits for a key that means something.
///
/// # Errors
/// When the terminal cannot be read.
pub(crate) fn wish() -> io::Result<Wish> {
    let terminal = Term::stdout();
    loop {
        if let Some(wish) = meaning(&terminal.read_key()?) {
            return Ok(wish);
        }
    }
}

/// An empty screen, with room for the whole record.
///
/// # Errors
/// When the terminal cannot be written to.
pub(crate) fn clear() -> io::Result<()> {
    Term::stdout().clear_screen()
}

fn meaning(key: &Key) -> Option<Wish> {
    match key {
        Key::Char('a') => Some(Wish::Accept),
        Key::Char('r') => Some(Wish::Reject),
        Key::Char('s') | Key::Enter => Some(Wish::Skip),
        Key::Char('o') => Some(Wish::Old),
        Key::Char('n') => Some(Wish::New),
        Key::Char('b') => Some(Wish::Both),
        Key::Char('q') | Key::Escape | Key::CtrlC => Some(Wish::Quit),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_means_nothing_decides_nothing() {
        assert_eq!(meaning(&Key::Char('a')), Some(Wish::Accept));
        assert_eq!(meaning(&Key::Char('x')), None);
        assert_eq!(meaning(&Key::Unknown), None);
    }
}
