//! What stands on the screen while the server has not answered yet.

use crate::support::stage::Stage;

const SIZES: [(u16, u16); 3] = [(200, 60), (100, 30), (80, 24)];

/// The views whose rows come from the server, and the keys that open them.
const VIEWS: [(&str, &str); 9] = [
    ("combined", "a"),
    ("recent", "t"),
    ("mentions", "#"),
    ("starred", "*"),
    ("followed", "Alt+f"),
    ("reactions", "Alt+e"),
    ("direct", "P"),
    ("files", "Alt+l"),
    ("search", "/ z e b r a Enter"),
];

#[test]
fn each_view_says_that_it_is_loading() {
    for (columns, rows) in SIZES {
        for (view, keys) in VIEWS {
            let mut stage = Stage::recorded("server-11-new", columns, rows);
            // From a page whose rows are known without asking.
            stage.keys("I");
            stage.no_pages = true;
            stage.keys(keys);
            let screen = stage.screen();
            assert!(screen.contains("oading"), "{view}:\n{screen}");
            insta::assert_snapshot!(format!("{view}-{columns}"), screen);
        }
    }
}
