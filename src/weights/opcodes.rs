//! A look at a pickle's opcodes before anything is built of them: how many there are, and which functions they name.
//! A value that is thrown away again shows nowhere in what the pickle says, and a reader's stack of 100 million marks takes
//! gigabytes.

use std::collections::HashMap;
use std::io::Read;

use super::pickle::refuse_function;
use crate::{Error, Result};

/// Opcodes of a file at most. A state dict has about 30 for each tensor.
const MOST: usize = 4_000_000;
/// Texts are looked at up to this length: names of modules and functions are shorter.
const LONGEST_NAME: u64 = 256;

/// Looks at so many pickles, one behind the other. What is cut off or no pickle is left to the reader, which refuses it.
///
/// # Errors
/// When there are more than [`MOST`] opcodes, or one names a function that runs programs, whatever becomes of it.
pub(super) fn check(from: impl Read, pickles: usize) -> Result<()> {
    let mut look = Look { from, budget: MOST, memo: HashMap::new(), names: Default::default(), fresh: false };
    for _ in 0..pickles {
        if look.pickle()?.is_none() {
            break;
        }
    }
    Ok(())
}

struct Look<R> {
    from: R,
    /// Opcodes that may still come.
    budget: usize,
    /// Short texts by the place where they are remembered.
    memo: HashMap<u64, String>,
    /// The last two short texts that were pushed: a module and a function in it, where one is named by texts.
    names: [String; 2],
    /// Was the last opcode such a text?
    fresh: bool,
}

impl<R: Read> Look<R> {
    /// To the end of a pickle; `None` where the file ends or goes on otherwise.
    fn pickle(&mut self) -> Result<Option<()>> {
        self.memo.clear();
        while let Some(opcode) = self.number(1) {
            let Some(left) = self.budget.checked_sub(1) else {
                return Err(Error::new(format!("the pickle in the file has more than {MOST} opcodes"))
                    .help("no state dict is so large: save the weights alone, `torch.save(model.state_dict(), PATH)`"));
            };
            self.budget = left;
            if opcode == u64::from(b'.') {
                return Ok(Some(()));
            }
            // An opcode fits one byte.
            if self.opcode(opcode as u8)?.is_none() {
                return Ok(None);
            }
        }
        Ok(None)
    }

    /// Passes over an opcode's argument and looks at what it names.
    fn opcode(&mut self, opcode: u8) -> Result<Option<()>> {
        let fresh = std::mem::take(&mut self.fresh);
        match opcode {
            b'c' | b'i' => {
                let (Some(module), Some(function)) = (self.line(), self.line()) else { return Ok(None) };
                refuse_function(&format!("{module}.{function}"))?;
            }
            0x93 => refuse_function(&self.names.join("."))?,
            b'U' | 0x8c => return Ok(self.sized_text(1)),
            b'T' | b'X' => return Ok(self.sized_text(4)),
            0x8d => return Ok(self.sized_text(8)),
            b'S' | b'V' => {
                let Some(text) = self.line() else { return Ok(None) };
                self.push(text.trim_matches(['\'', '"']).to_owned());
            }
            0x94 => self.remember(fresh, self.memo.len() as u64),
            b'q' | b'r' => {
                let Some(place) = self.number(if opcode == b'q' { 1 } else { 4 }) else { return Ok(None) };
                self.remember(fresh, place);
            }
            b'h' | b'j' => {
                let Some(place) = self.number(if opcode == b'h' { 1 } else { 4 }) else { return Ok(None) };
                self.recall(place);
            }
            b'p' | b'g' => {
                let Some(Ok(place)) = self.line().map(|line| line.parse()) else { return Ok(None) };
                if opcode == b'p' { self.remember(fresh, place) } else { self.recall(place) }
            }
            b'F' | b'I' | b'L' | b'P' => return Ok(self.line().map(drop)),
            b'K' | 0x80 | 0x82 => return Ok(self.skip(1)),
            b'M' | 0x83 => return Ok(self.skip(2)),
            b'J' | 0x84 => return Ok(self.skip(4)),
            b'G' | 0x95 => return Ok(self.skip(8)),
            b'C' | 0x8a => return Ok(self.number(1).and_then(|length| self.skip(length))),
            b'B' | 0x8b => return Ok(self.number(4).and_then(|length| self.skip(length))),
            0x8e | 0x96 => return Ok(self.number(8).and_then(|length| self.skip(length))),
            // All others have no argument.
            _ => {}
        }
        Ok(Some(()))
    }

    /// A little-endian number of so many bytes.
    fn number(&mut self, bytes: usize) -> Option<u64> {
        let mut number = [0; 8];
        self.from.read_exact(&mut number[..bytes]).ok()?;
        Some(u64::from_le_bytes(number))
    }

    fn skip(&mut self, bytes: u64) -> Option<()> {
        let passed = std::io::copy(&mut self.from.by_ref().take(bytes), &mut std::io::sink()).ok()?;
        (passed == bytes).then_some(())
    }

    /// Up to the end of the line, which is passed over; what is longer than any name is cut.
    fn line(&mut self) -> Option<String> {
        let mut line = Vec::new();
        loop {
            // One byte.
            match self.number(1)? as u8 {
                b'\n' => return Some(String::from_utf8_lossy(&line).into_owned()),
                byte if (line.len() as u64) < LONGEST_NAME => line.push(byte),
                _ => {}
            }
        }
    }

    /// A text behind its length, a number of so many bytes.
    fn sized_text(&mut self, bytes: usize) -> Option<()> {
        let length = self.number(bytes)?;
        if length > LONGEST_NAME {
            self.push(String::new());
            return self.skip(length);
        }
        let mut text = vec![0; length as usize];
        self.from.read_exact(&mut text).ok()?;
        self.push(String::from_utf8_lossy(&text).into_owned());
        Some(())
    }

    fn push(&mut self, text: String) {
        self.names.swap(0, 1);
        self.names[1] = text;
        self.fresh = true;
    }

    fn remember(&mut self, is_text: bool, place: u64) {
        // What is no text takes its place, too: places are counted.
        self.memo.insert(place, if is_text { self.names[1].clone() } else { String::new() });
        self.fresh = is_text;
    }

    fn recall(&mut self, place: u64) {
        if let Some(text) = self.memo.get(&place).filter(|text| !text.is_empty()) {
            self.push(text.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(pickle: &[u8]) -> Option<String> {
        check(pickle, 1).err().map(|error| error.what().to_owned())
    }

    #[test]
    fn functions_are_found_however_they_are_named_and_whatever_becomes_of_them() {
        let told = "the file asks to run Python's os.system; it was refused and nothing was run";
        let popped = b"\x80\x02cos\nsystem\n(Vls\ntR0}.";
        let by_texts = b"\x80\x04\x8c\x02os\x8c\x06system\x930}.";
        let recalled = b"\x80\x04\x8c\x02os\x94\x8c\x06system\x94(K\x01t0h\0h\x01\x930}.";
        let by_lines = b"S'os'\np7\n0S'system'\np8\n0(lg7\ng8\n\x93.";
        for pickle in [&popped[..], by_texts, recalled, by_lines] {
            assert_eq!(refused(pickle).as_deref(), Some(told), "{pickle:?}");
        }
        assert!(refused(b"c torch.hub\nload\n.").is_none(), "another module");
        assert!(refused(b"ctorch.hub\nload\n.").is_some());
        assert_eq!(refused(b"ccollections\nOrderedDict\n)R."), None);
        assert_eq!(refused(b"ctorch._utils\n_rebuild_tensor_v2\n."), None);
    }

    #[test]
    fn endless_opcodes_are_refused_and_arguments_are_none() {
        for filling in [&b"]"[..], b"}", b"K\x01", b"("] {
            let told = refused(&filling.repeat(MOST + 1)).unwrap();
            assert!(told.contains("opcodes"), "{told}");
        }
        // A long text is one opcode, and its content names nothing.
        let text = [&b"X\x10\x27\0\0"[..], &b"cos\nsystem\n".repeat(1000)[..10_000], b"."].concat();
        assert_eq!(refused(&text), None);
        assert_eq!(refused(b"X\xff\xff\xff\xffcut off"), None, "the reader tells what is cut off");
    }
}
