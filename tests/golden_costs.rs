//! Costs and parameter counts against the authors' counter, to the last digit.

mod support;

use cadbench::cost::{Cost, Expected};
use cadbench::models::{Deeplabv3, Downsampling, Head, HeadPlace};
use support::fidelity::exact;
use support::golden_json;
use support::networks::{VARIANTS, adaptive, regular, resnet, segmenter, tables};

fn count(depth: usize, size: (usize, usize), downsampling: &Downsampling, active: f64) -> f64 {
    let on = HeadPlace::Lattice;
    let head = Head::Deeplabv3(Deeplabv3 { channels: 256, dropout: 0.1, on });
    let network = resnet(depth, head, downsampling);
    let rows = Expected { height: size.0, width: size.1, resolution: network.resolution(), active };
    Cost::of_network(network.inference(), &rows).unwrap().ptflops_backbone
}

#[test]
fn whole_backbones_cost_what_the_authors_count() {
    let cases = [
        (101, (1024, 2048), "OS32", regular(32), 1.0, 327_987_232_768.0),
        (101, (1024, 2048), "OS16", regular(16), 1.0, 416_756_531_200.0),
        (101, (1024, 2048), "OS8", regular(8), 1.0, 1_423_584_526_336.0),
        (101, (1024, 2048), "8→16, nothing active", adaptive(16), 0.0, 431_252_045_824.0),
        (101, (1024, 2048), "8→32, nothing active", adaptive(32), 0.0, 356_978_262_016.0),
        (101, (1024, 2048), "8→16, everything active", adaptive(16), 1.0, 1_423_584_526_336.0),
        (101, (1024, 2048), "8→32, everything active", adaptive(32), 1.0, 1_423_584_526_336.0),
        (50, (256, 512), "OS32", regular(32), 1.0, 10_761_863_168.0),
        (50, (256, 512), "OS16", regular(16), 1.0, 16_309_944_320.0),
        (50, (256, 512), "OS8", regular(8), 1.0, 50_024_677_376.0),
        (50, (256, 512), "8→16, nothing active", adaptive(16), 0.0, 17_215_913_984.0),
        (50, (256, 512), "8→32, nothing active", adaptive(32), 0.0, 12_573_802_496.0),
    ];
    for (depth, size, name, downsampling, active, authors) in cases {
        let quantity = format!("ptflops of the backbone, ResNet-{depth} {}×{} {name}", size.0, size.1);
        exact(&quantity, authors, count(depth, size, &downsampling, active));
    }
}

#[test]
fn golden_networks_cost_what_the_authors_count() {
    let golden = golden_json("networks");
    for head in ["deeplabv3", "fcn"] {
        for variant in VARIANTS {
            let name = format!("resnet50.{head}.{variant}");
            let numbers = &golden[&name];
            let cost = Cost::of_network(segmenter(head, variant).inference(), &tables(variant, 1)).unwrap();
            let authors = |key: &str| numbers[key].as_f64();
            exact(
                &format!("ptflops of the backbone, {name}"),
                authors("backbone_macs").unwrap(),
                cost.ptflops_backbone,
            );
            if let Some(parameters) = authors("model_params") {
                exact(&format!("parameters, {name}"), parameters, cost.parameters as f64);
            }
            if let Some(all) = authors("model_macs") {
                exact(&format!("ptflops with head, {name}"), all, cost.ptflops_backbone + cost.ptflops_head);
            }
        }
    }
}
