//! The classes that a street scene is labelled with.

/// A class under its Cityscapes labelId.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Class {
    /// The bonnet of the camera's own car; Cityscapes ignores it in training and evaluation.
    EgoVehicle = 1,
    Road = 7,
    Sidewalk = 8,
    Building = 11,
    Pole = 17,
    TrafficSign = 20,
    Vegetation = 21,
    Sky = 23,
    Person = 24,
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
