//! The classes that a street scene is labelled with.

/// A class under its Cityscapes labelId.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Class {
    /// The bonnet of the camera's own car; Cityscapes ignores it in training and evaluation.
    EgoVehicle = 1,
    /// Asphalt with its markings.
    Road = 7,
    /// Paving on both sides of the road, with its kerbs.
    Sidewalk = 8,
    /// Houses, with doors, windows, shop fronts and roofs.
    Building = 11,
    /// Street lamps, masts with their arms, bollards, and the posts of signs.
    Pole = 17,
    /// The boards of signs; their posts are poles.
    TrafficSign = 20,
    /// Trees with their trunks, hedges and bushes.
    Vegetation = 21,
    /// Wherever no surface is in view.
    Sky = 23,
    /// People on the sidewalks and on the road.
    Person = 24,
    /// Parked and driving cars; the camera's own is apart.
    Car = 26,
}

impl Class {
    /// Every class that can occur, by labelId.
    pub const ALL: [Class; 10] = [
        Class::EgoVehicle,
        Class::Road,
        Class::Sidewalk,
        Class::Building,
        Class::Pole,
        Class::TrafficSign,
        Class::Vegetation,
        Class::Sky,
        Class::Person,
        Class::Car,
    ];

    /// The value of its pixels in a `_gtFine_labelIds.png`.
    pub fn label_id(self) -> u8 {
        self as u8
    }
}
