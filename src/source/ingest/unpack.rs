//! Packed bytes: gzip and Zstandard, bounded.
//!
//! Takes a reader, gives one of the unpacked bytes. Never gives more than a fixed multiple of what was packed, so that a
//! small file cannot fill the memory or the day.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;

use crate::source::format::Packing;

/// Bytes that anything may unpack to.
const FREE: u64 = 16 * 1024 * 1024;
/// How often its own size anything larger may unpack to. News packs to a third or a tenth; zeros to a thousandth.
const RATIO: u64 = 100;
/// Bytes that a Zstandard frame may want us to remember.
const WINDOW: u64 = 128 * 1024 * 1024;

/// A reader of what `packed` unpacks to.
///
/// # Errors
///
/// When the first bytes are not of that packing. Later faults come from reading: damage, an early end, a bomb, and
/// something packed twice.
pub(in crate::source) fn unpack<'r>(
    packing: Packing,
    packed: &'r mut dyn BufRead,
) -> io::Result<BufReader<Box<dyn Read + 'r>>> {
    let eaten = Rc::new(Cell::new(0));
    let counted = Counted {
        source: packed,
        eaten: Rc::clone(&eaten),
    };
    let unpacked: Box<dyn Read + 'r> = match packing {
        Packing::Gzip => Box::new(MultiGzDecoder::new(BufReader::new(counted))),
        Packing::Zstd => Box::new(Frames::new(BufReader::new(counted))),
    };
    let bounded: Box<dyn Read + 'r> = Box::new(Bounded {
        source: unpacked,
        given: 0,
        eaten,
    });
    let mut reader = BufReader::with_capacity(1 << 16, bounded);
    if Packing::of_bytes(reader.fill_buf()?).is_some() {
        return Err(bad("it is packed twice"));
    }
    Ok(reader)
}

fn bad(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.to_owned())
}

/// Counts what is read.
struct Counted<R> {
    source: R,
    eaten: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.eaten.set(self.eaten.get() + read as u64);
        Ok(read)
    }
}

/// Refuses to give too much.
struct Bounded<R> {
    source: R,
    given: u64,
    eaten: Rc<Cell<u64>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.given += read as u64;
        if self.given > FREE && self.given > self.eaten.get().saturating_mul(RATIO) {
            return Err(bad("it unpacks to more than 100 times its size"));
        }
        Ok(read)
    }
}

/// The frames of a Zstandard stream, one after the other.
struct Frames<R: BufRead> {
    /// `None` only while one decoder makes way for the next.
    state: Option<State<R>>,
}

enum State<R: BufRead> {
    Between(R),
    Inside(Box<StreamingDecoder<R, ruzstd::decoding::FrameDecoder>>),
}

impl<R: BufRead> Frames<R> {
    fn new(source: R) -> Self {
        Self {
            state: Some(State::Between(source)),
        }
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            match self.state.take() {
                None => return Ok(0),
                Some(State::Between(mut source)) => {
                    if source.fill_buf()?.is_empty() {
                        return Ok(0);
                    }
                    let decoder = StreamingDecoder::new_with_max_window_size(source, WINDOW)
                        .map_err(|error| bad(&format!("it is no Zstandard: {error}")))?;
                    self.state = Some(State::Inside(Box::new(decoder)));
                }
                Some(State::Inside(mut decoder)) => {
                    let read = decoder.read(buffer)?;
                    if read > 0 {
                        self.state = Some(State::Inside(decoder));
                        return Ok(read);
                    }
                    self.state = Some(State::Between(decoder.into_inner()));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        let level = ruzstd::encoding::CompressionLevel::Fastest;
        ruzstd::encoding::compress_to_vec(bytes, level)
    }

    fn read(packing: Packing, packed: &[u8]) -> io::Result<Vec<u8>> {
        let mut source = io::Cursor::new(packed);
        let mut bytes = Vec::new();
        unpack(packing, &mut source)?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    #[test]
    fn several_members_and_frames_are_one_stream() {
        let parts: [&[u8]; 2] = [b"The ferry ", b"resumed."];
        let members: Vec<u8> = parts.iter().flat_map(|part| gzip(part)).collect();
        assert_eq!(
            read(Packing::Gzip, &members).unwrap(),
            b"The ferry resumed."
        );
        let frames: Vec<u8> = parts.iter().flat_map(|part| zstd(part)).collect();
        assert_eq!(read(Packing::Zstd, &frames).unwrap(), b"The ferry resumed.");
    }

    #[test]
    fn a_bomb_a_cut_a_lie_and_a_box_in_a_box_are_faults() {
        let zeros = vec![0; 20 << 20];
        for (packing, packed) in [(Packing::Gzip, gzip(&zeros)), (Packing::Zstd, zstd(&zeros))] {
            let error = read(packing, &packed).unwrap_err();
            assert!(error.to_string().contains("100 times"), "{error}");
            assert!(read(packing, &packed[..packed.len() / 2]).is_err());
            assert!(read(packing, b"not packed at all").is_err());
        }
        let twice = gzip(&gzip(b"a"));
        let error = read(Packing::Gzip, &twice).unwrap_err();
        assert!(error.to_string().contains("packed twice"));
    }
}
