//! The page of settings on the stage: what is told of each row is told whole, and what can be many
//! things is a list.

use crate::support::stage::Stage;

/// The words of the part below the list, without what parts them.
fn told(screen: &str) -> String {
    // Beside the panes of the left side.
    let page = |line| match str::rsplit_once(line, ['│', '┼', '├']) {
        Some((_, page)) => page,
        None => line,
    };
    let lines: Vec<&str> = screen.lines().map(page).collect();
    let is_rule = |line: &&str| line.starts_with("────────");
    let last = lines.len() - 1 - lines.iter().rev().position(is_rule).unwrap();
    let first = lines[..last].iter().rposition(is_rule).unwrap();
    squeezed(&lines[first + 1..last].concat())
}

/// Without white space: words are parted at hyphens too.
fn squeezed(words: &str) -> String {
    words.split_whitespace().collect()
}

#[test]
fn what_each_row_means_is_on_the_screen_to_its_end() {
    for (columns, rows) in [(80, 24), (100, 30), (200, 60)] {
        let mut stage = Stage::recorded("server-11-new", columns, rows);
        stage.keys(",");
        let mut seen = Vec::new();
        loop {
            let row = stage.app.setting_row().cloned();
            if row.is_none() || seen.contains(&row) {
                break;
            }
            let detail = stage.app.setting_detail();
            let screen = stage.screen();
            let words = told(&screen);
            assert!(
                words.contains(&squeezed(&detail.words)),
                "{columns}x{rows} {row:?}: {}\n{screen}",
                detail.words
            );
            for choice in &detail.choices {
                if choice.now {
                    assert!(
                        words.contains(&squeezed(&choice.meaning)),
                        "{row:?}\n{screen}"
                    );
                }
                assert!(
                    detail.choices.len() > 4 || words.contains(&squeezed(&choice.words)),
                    "{row:?}: {}\n{screen}",
                    choice.words
                );
            }
            seen.push(row);
            stage.keys("j");
        }
        assert!(seen.len() > 60, "{}", seen.len());
    }
}

#[test]
fn what_can_be_many_things_is_chosen_from_a_list() {
    for (columns, rows, name) in [(200, 60, "wide"), (100, 30, "medium"), (80, 24, "narrow")] {
        let mut stage = Stage::recorded("server-11-new", columns, rows);
        stage.keys(", / p i c t u r e s Enter");
        stage.keys("Enter");
        insta::assert_snapshot!(format!("setting-choices-{name}"), stage.screen());
        stage.keys("End k");
        assert!(
            stage.screen().contains("Half-blocks."),
            "{}",
            stage.screen()
        );
        stage.keys("Enter");
        let screen = stage.screen();
        assert!(screen.contains("pictures is \"blocks\"."), "{screen}");
        // As it was, where one only looks.
        stage.keys("Enter j Esc");
        assert!(stage.app.layers.is_empty());
        assert!(stage.screen().contains("Half-blocks."));
        // Few are gone through.
        stage.keys("/ Ctrl+U b i d i Enter Enter");
        assert!(stage.app.layers.is_empty());
    }
}
