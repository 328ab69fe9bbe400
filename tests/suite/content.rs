//! Messages of real servers, laid out: stored as they should look.

use std::fmt::Write as _;
use std::path::PathBuf;

use lazuli::content::{LayoutContext, layout, parse};
use serde_json::Value;

/// The recordings, each a server of its own.
const RECORDINGS: [&str; 5] = [
    "server-9",
    "server-10",
    "server-10-second",
    "server-11",
    "server-11-new",
];

/// The pairs of Markdown and HTML in a recording.
fn pairs(recording: &str) -> Vec<(String, String)> {
    let path: PathBuf = [
        env!("CARGO_MANIFEST_DIR"),
        "tests/recordings",
        recording,
        "content.json",
    ]
    .iter()
    .collect();
    let text = std::fs::read_to_string(path).unwrap();
    let pairs: Vec<Value> = serde_json::from_str(&text).unwrap();
    let field = |pair: &Value, key: &str| pair[key].as_str().unwrap().to_owned();
    pairs
        .iter()
        .map(|pair| (field(pair, "markdown"), field(pair, "html")))
        .collect()
}

/// Every pair of a recording at a width, one below the other.
fn page(recording: &str, width: u16) -> String {
    let mut page = String::new();
    for (index, (_, html)) in pairs(recording).iter().enumerate() {
        let document = parse(html);
        assert!(
            document.unknown.is_empty(),
            "{:?} in {html}",
            document.unknown
        );
        writeln!(page, "== {index}").unwrap();
        for line in layout(&document, &LayoutContext::of_width(width)).lines {
            assert!(line.width() <= width, "{}", line.text());
            writeln!(page, "{}", line.text().trim_end()).unwrap();
        }
    }
    page
}

#[test]
fn every_recorded_message_at_three_widths() {
    for recording in RECORDINGS {
        for width in [100, 60, 30] {
            insta::assert_snapshot!(format!("{recording}@{width}"), page(recording, width));
        }
    }
}
