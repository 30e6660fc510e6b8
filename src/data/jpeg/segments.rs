//! A JPEG file as a row of segments and data of scans.

use std::ops::Range;

use super::{START, cut_off, damaged};
use crate::Result;

/// The segments of a JPEG file, in order.
pub(super) struct Segments<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Number of the next restart marker of a scan.
    restart: u8,
}

impl<'a> Segments<'a> {
    /// From behind the first marker.
    pub fn new(bytes: &'a [u8]) -> Self {
        Segments { bytes, at: START.len(), restart: 0 }
    }

    /// The next segment with its marker and length; `None` at the end marker.
    pub fn next(&mut self) -> Result<Option<(u8, Range<usize>)>> {
        loop {
            let start = self.at;
            let (first, marker) = (self.byte(start)?, self.byte(start + 1)?);
            match (first, marker) {
                (0xff, 0xd9) => return Ok(None),
                // Fill bytes, markers without a segment, and what does not belong here.
                (0xff, 0x02..=0xcf | 0xda..=0xfe) => {}
                _ => {
                    self.at += 1;
                    continue;
                }
            }
            let length = usize::from(u16::from_be_bytes([self.byte(start + 2)?, self.byte(start + 3)?]));
            self.at = start + 2 + length;
            if length < 2 {
                return Err(damaged(format!("a segment at byte {start} has no length")));
            }
            if self.at > self.bytes.len() {
                return Err(cut_off());
            }
            return Ok(Some((marker, start..self.at)));
        }
    }

    /// The data of a scan, up to the next marker that is not of a restart.
    pub fn scan(&mut self) -> Result<Range<usize>> {
        let start = self.at;
        self.restart = 0;
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            self.at += rest.iter().position(|&byte| byte == 0xff).ok_or_else(cut_off)?;
            match self.byte(self.at + 1)? {
                // A byte of data that looks like a marker.
                0 => self.at += 2,
                0xff => self.at += 1,
                marker @ 0xd0..=0xd7 => {
                    if marker - 0xd0 != self.restart {
                        return Err(damaged(format!("a stretch is missing before byte {}", self.at)));
                    }
                    self.restart = (self.restart + 1) % 8;
                    self.at += 2;
                }
                _ => return Ok(start..self.at),
            }
        }
    }

    fn byte(&self, at: usize) -> Result<u8> {
        self.bytes.get(at).copied().ok_or_else(cut_off)
    }
}
