use super::*;
use crate::data::IGNORED;
use crate::grid::Levels;

fn grey(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| image::Rgb([if x % 2 == 0 { 0 } else { 200 }; 3]))
}

#[test]
fn a_cell_has_the_mean_colour_of_what_it_covers_and_its_size_on_the_sheet() {
    // The left box of 2×2 positions is one coarse cell, the right one has four fine cells.
    let levels = Levels::from_blocks(&[false, true], 2, 4, 2, 1).unwrap();
    let drawn = cells(&grey(16, 8), &levels, 4, 2);
    assert_eq!(drawn.dimensions(), (32, 16));
    assert_eq!(drawn.get_pixel(5, 5).0, [100; 3]);
    let borders = |y: u32| (0..32).filter(|&x| drawn.get_pixel(x, y).0 == [60; 3]).collect::<Vec<u32>>();
    assert_eq!(borders(5), [0, 16, 24]);
    assert_eq!(borders(8).len(), 1 + 16, "the second line of fine cells begins, the coarse cell goes on");
}

#[test]
fn errors_are_red_where_label_and_prediction_differ() {
    let drawn = errors(&grey(3, 1), &[1, 1, 1], &[1, 2, IGNORED]);
    let red = |x: u32| drawn.get_pixel(x, 0).0[0] > drawn.get_pixel(x, 0).0[1] + 50;
    assert_eq!((red(0), red(1), red(2)), (false, true, false));
}

#[test]
fn classes_without_a_colour_are_black_and_blocks_follow_the_levels() {
    let drawn = classes(&[0, 9], (1, 2), &[[1, 2, 3]]);
    assert_eq!((drawn.get_pixel(0, 0).0, drawn.get_pixel(1, 0).0), ([1, 2, 3], [0, 0, 0]));
    let levels = Levels::from_blocks(&[false, true], 2, 4, 2, 1).unwrap();
    let set = blocks(&levels, 4, (9, 18));
    assert_eq!(set.iter().filter(|&&set| set).count(), 64, "what lies beyond the lattice is not fine");
}

#[test]
fn a_panel_has_every_tile_at_its_place_and_equal_ones_equal_bytes() {
    let tile = |value: u8| Tile {
        caption: "a <b>".into(),
        picture: RgbImage::from_pixel(600, 20, image::Rgb([value; 3])),
    };
    let panel = Panel {
        title: "Title".into(),
        rows: vec![vec![tile(10), tile(20)], vec![tile(30)]],
        legend: vec![("road".into(), [1, 2, 3])],
        lines: vec!["a line".into()],
    };
    let bytes = panel.png().unwrap();
    assert_eq!(bytes, panel.png().unwrap());
    let sheet = image::load_from_memory(&bytes).unwrap().to_rgb8();
    for value in [10, 20, 30] {
        let count = sheet.pixels().filter(|pixel| pixel.0 == [value; 3]).count();
        assert!((12_000..12_100).contains(&count), "{value}: {count}");
    }
}

#[test]
fn an_empty_panel_is_a_sheet_with_a_title() {
    assert!(Panel { title: "Nothing".into(), ..Panel::default() }.png().is_ok());
    assert_eq!((zoom(256), zoom(96), zoom(4000), zoom(0)), (2, 5, 1, 16));
}
