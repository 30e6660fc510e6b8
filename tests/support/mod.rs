//! What test files share; each uses the part that it needs.
#![allow(dead_code, unused_imports)]

mod authors;
pub mod compiler;
pub mod counting;
pub mod project;
pub mod tiny;

pub use authors::*;
