use image::RgbImage;

use super::*;
use crate::data::{Dataset, fingerprint};

const HOMOGRAPHY: &str = "1 0 2\n0 1 3\n0 0 1\n";

struct Folders(tempfile::TempDir);

impl Folders {
    fn with(sequences: &[(&str, u32)]) -> Self {
        let folders = Folders(tempfile::tempdir().unwrap());
        for &(name, width) in sequences {
            let folder = folders.0.path().join(name);
            std::fs::create_dir(&folder).unwrap();
            for number in 1..=IMAGES {
                let ending = ENDINGS[number % 3];
                let image = RgbImage::from_pixel(width, 8, image::Rgb([number as u8; 3]));
                let image = image::DynamicImage::from(image);
                let path = folder.join(format!("{number}.{ending}"));
                if ending == "pgm" { image.to_luma8().save(path) } else { image.save(path) }.unwrap();
                if number > 1 {
                    std::fs::write(folder.join(format!("H_1_{number}")), HOMOGRAPHY).unwrap();
                }
            }
        }
        folders
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    fn open(&self, layout: &Sequences) -> Result<SequenceSet> {
        SequenceSet::new(layout, self.0.path(), layout.list(self.0.path())?)
    }

    fn message(&self) -> String {
        let error = self.open(&Sequences::default()).unwrap_err().to_string();
        error.replace(self.0.path().to_str().unwrap(), "ROOT")
    }
}

#[test]
fn kinds_come_from_names_or_the_card_and_images_in_any_of_three_formats() {
    let folders = Folders::with(&[("i_a", 12), ("wall", 12)]);
    let kinds = [("wall".to_owned(), SequenceKind::Viewpoint)].into();
    let set = folders.open(&Sequences { kinds, ..Sequences::default() }).unwrap();
    assert_eq!(set.len(), 2 * IMAGES);
    assert_eq!(
        (set.sequences()[0].kind, set.sequences()[1].kind),
        (SequenceKind::Illumination, SequenceKind::Viewpoint)
    );
    assert_eq!(set.sequences()[1].homographies[4].project([1.0, 1.0]), Some([4.0, 3.0]));
    for index in 0..set.len() {
        let sample = set.load(index).unwrap();
        assert_eq!(sample.image.get_pixel(3, 3).0, [(index % IMAGES) as u8 + 1; 3], "{}", sample.id);
    }
    assert_eq!(set.id(7), "wall/2");
}

#[test]
fn sequences_with_a_larger_image_are_left_out() {
    let folders = Folders::with(&[("i_a", 12), ("v_b", 13)]);
    let largest = |width| Sequences { largest: Some([width, 8]), ..Sequences::default() };
    assert_eq!(folders.open(&largest(12)).unwrap().sequences().len(), 1);
    assert_eq!(folders.open(&largest(13)).unwrap().sequences().len(), 2);
    assert!(folders.open(&largest(11)).unwrap_err().what().contains("none of 2 sequences"));
}

#[test]
fn a_changed_homography_changes_the_fingerprint() {
    let folders = Folders::with(&[("i_a", 12)]);
    let print = || fingerprint(&folders.open(&Sequences::default()).unwrap()).unwrap();
    let before = print();
    std::fs::write(folders.path("i_a/H_1_4"), "1 0 2\n0 1 4\n0 0 1\n").unwrap();
    assert_ne!(before, print());
}

#[test]
fn what_is_missing_or_damaged_is_named() {
    let folders = Folders::with(&[("i_a", 12)]);
    std::fs::remove_file(folders.path("i_a/H_1_3")).unwrap();
    insta::assert_snapshot!(folders.message(), @"
    this homography cannot be read: No such file or directory (os error 2)
      --> ROOT/i_a/H_1_3
    help: each sequence holds H_1_2 to H_1_6
    ");
    std::fs::remove_file(folders.path("i_a/4.pgm")).unwrap();
    insta::assert_snapshot!(folders.message(), @"
    the sequence `i_a` has no image 4
      --> ROOT/i_a
    help: images are called 1.ppm to 6.ppm, or .pgm or .png
    ");
    let folders = Folders::with(&[("boat", 12)]);
    insta::assert_snapshot!(folders.message(), @"
    what changes in the sequence `boat` is not known
      --> ROOT/boat
    help: begin its name with i_ (illumination) or v_ (viewpoint), or say it on the card: `layout: {kinds: {NAME: viewpoint}}`
    ");
}

#[test]
fn named_keypoints_are_read_and_count_as_data() {
    let folders = Folders::with(&[("i_a", 16)]);
    let layout = Sequences { keypoints: Some(".keypoints.csv".into()), ..Sequences::default() };
    let set = || folders.open(&layout).unwrap();
    assert_eq!(folders.open(&Sequences::default()).unwrap().keypoints(0, [8, 16]).unwrap(), None);
    let error = set().keypoints(0, [8, 16]).unwrap_err().to_string();
    assert!(error.starts_with("these keypoints cannot be read"), "{error}");
    let name = |number: usize, text: &str| {
        std::fs::write(folders.path("i_a").join(format!("{number}.keypoints.csv")), text).unwrap();
    };
    (1..=IMAGES).for_each(|number| name(number, "x,y\n3,4\n"));
    assert_eq!(set().keypoints(5, [8, 16]).unwrap(), Some(vec![[4.0, 3.0]]));
    let before = fingerprint(&set()).unwrap();
    name(6, "x,y\n3,5\n");
    assert_ne!(fingerprint(&set()).unwrap(), before);
}
