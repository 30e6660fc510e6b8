//! What a run leaves to the next one: memory of the card, and launches that may come again.

use crate::Result;
use crate::kernels::cuda::{Card, Launch};

/// What a run leaves to the next one.
pub(super) struct State<C: Card> {
    pub pixels: Room<C>,
    /// Of each plan: feature maps, first rows of the images, result, and values for the plan behind it.
    pub plans: Vec<OfPlan<C>>,
}

pub(super) struct OfPlan<C: Card> {
    pub memory: Room<C>,
    pub starts: Room<C>,
    /// What `starts` holds.
    pub started: Vec<i32>,
    pub result: Room<C>,
    pub kept: Vec<Room<C>>,
    last: Vec<Launch>,
    recorded: Option<(Vec<Launch>, C::Recording)>,
}

/// Memory that grows.
pub(super) struct Room<C: Card> {
    pub memory: C::Memory,
    bytes: usize,
}

impl<C: Card> Room<C> {
    fn new(card: &C) -> Result<Self> {
        Ok(Room { memory: card.filled(0, 0)?, bytes: 0 })
    }

    /// The address of at least so many bytes; what was in them is lost when there were fewer.
    pub(super) fn of(&mut self, card: &C, bytes: usize) -> Result<u64> {
        if bytes > self.bytes {
            // What is too small goes first: a card may not have room for both.
            *self = Room::new(card)?;
            *self = Room { memory: card.filled(bytes, 0)?, bytes };
        }
        Ok(card.address(&self.memory))
    }

    /// The address of these bytes on the card.
    pub(super) fn with(&mut self, card: &C, bytes: &[u8]) -> Result<u64> {
        self.of(card, bytes.len())?;
        card.write(&mut self.memory, bytes)?;
        Ok(card.address(&self.memory))
    }
}

impl<C: Card> State<C> {
    /// For plans that keep so many values.
    pub(super) fn new(card: &C, kept: impl Iterator<Item = usize>) -> Result<Self> {
        let plan = |kept| {
            let (memory, starts, result) = (Room::new(card)?, Room::new(card)?, Room::new(card)?);
            let kept = (0..kept).map(|_| Room::new(card)).collect::<Result<_>>()?;
            let (started, last) = (Vec::new(), Vec::new());
            Ok(OfPlan { memory, starts, started, result, kept, last, recorded: None })
        };
        Ok(State { pixels: Room::new(card)?, plans: kept.map(plan).collect::<Result<_>>()? })
    }
}

impl<C: Card> OfPlan<C> {
    /// Runs launches, at once where the same ones came before.
    pub(super) fn run(&mut self, card: &C, launches: Vec<Launch>) -> Result<()> {
        if let Some((known, recording)) = &self.recorded
            && *known == launches
        {
            return card.replay(recording);
        }
        if self.last == launches {
            let recording = card.record(&launches)?;
            card.replay(&recording)?;
            self.recorded = Some((launches, recording));
            return Ok(());
        }
        launches.iter().try_for_each(|launch| card.launch(launch))?;
        self.last = launches;
        Ok(())
    }
}
