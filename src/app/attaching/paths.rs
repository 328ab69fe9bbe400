//! What a line that a person types, or a terminal pastes when a file is dropped on it, says of
//! files: words as a shell would take them, `file://` addresses, names in quotes.
//!
//! Pure, and nothing of it ever comes to a shell.

use std::ops::Range;

use url::Url;

/// So many files may be dropped at once.
const MOST: usize = 50;
/// Longer pasted text is no list of files, in bytes.
const LONGEST: usize = 16 << 10;

/// A word of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// What it means, without quotes and backslashes.
    pub value: String,
    /// Where it stands, in bytes.
    pub range: Range<usize>,
}

/// The words of a line, as a shell splits them: by white space that is neither quoted nor behind
/// a backslash. A quote that is still open goes to the end.
#[must_use]
pub fn words(line: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut current: Option<Word> = None;
    let mut quote = None;
    let mut chars = line.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if quote.is_none() && c.is_whitespace() {
            words.extend(current.take());
            continue;
        }
        let word = current.get_or_insert_with(|| Word {
            value: String::new(),
            range: at..at,
        });
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            (None, '\\') => match chars.next() {
                Some((_, next)) => word.value.push(next),
                None => word.value.push(c),
            },
            (Some('"'), '\\') => match chars.next_if(|(_, next)| matches!(next, '"' | '\\')) {
                Some((_, next)) => word.value.push(next),
                None => word.value.push(c),
            },
            (None | Some(_), c) => word.value.push(c),
        }
        word.range.end = chars.peek().map_or(line.len(), |(next, _)| *next);
    }
    words.extend(current);
    words
}

/// A path as a word of a line.
#[must_use]
pub fn quoted(path: &str) -> String {
    let mut quoted = String::with_capacity(path.len());
    for c in path.chars() {
        if c.is_whitespace() || matches!(c, '\'' | '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted
}

/// The file of a word: that of a `file://` address of this machine, else the word itself.
#[must_use]
pub fn path_of(word: &str) -> String {
    let address = word
        .starts_with("file://")
        .then(|| Url::parse(word).ok()?.to_file_path().ok());
    match address.flatten() {
        Some(path) => path.to_string_lossy().into_owned(),
        None => word.to_owned(),
    }
}

/// The files that a pasted text may mean, in the ways it can be read: terminals paste what is
/// dropped on them in quotes, with backslashes, as addresses, or as it is. Nothing where the text
/// is not made of whole paths alone.
#[must_use]
pub fn dropped(text: &str) -> Vec<Vec<String>> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return Vec::new();
    }
    let split = words(text).into_iter().map(|word| path_of(&word.value));
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut ways: Vec<Vec<String>> = vec![split.collect(), lines.map(path_of).collect()];
    ways.dedup();
    ways.retain(|paths| paths.len() <= MOST && paths.iter().all(|path| is_whole(path)));
    ways
}

/// Whether a path says itself where it begins.
fn is_whole(path: &str) -> bool {
    let rest = path.strip_prefix('~').unwrap_or(path);
    rest.len() > 1 && rest.starts_with('/') && !path.starts_with("//") && !path.contains('\n')
}

/// A path before its last slash, which belongs to it, and behind it.
#[must_use]
pub fn split(path: &str) -> (&str, &str) {
    let at = path.rfind('/').map_or(0, |slash| slash + 1);
    path.split_at(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn values(line: &str) -> Vec<String> {
        words(line).into_iter().map(|word| word.value).collect()
    }

    #[test]
    fn lines_are_split_as_shells_do() {
        assert_eq!(values("  "), Vec::<String>::new());
        assert_eq!(values("a b\tc"), ["a", "b", "c"]);
        assert_eq!(
            values(r#"'a b' "c \"d\" \e" f\ g\'h"#),
            ["a b", "c \"d\" \\e", "f g'h"]
        );
        assert_eq!(values("a''b 'open end"), ["ab", "open end"]);
        assert_eq!(values("''"), [""]);
        assert_eq!(values("end\\"), ["end\\"]);
        let line = r"~/a\ b c";
        let at: Vec<&str> = words(line).into_iter().map(|w| &line[w.range]).collect();
        assert_eq!(at, [r"~/a\ b", "c"]);
    }

    #[test]
    fn what_is_dropped_is_read_in_every_way_that_terminals_write_it() {
        let one = |text: &str| dropped(text).into_iter().next().unwrap_or_default();
        assert_eq!(one("'/home/ada/kiln 1.png' "), ["/home/ada/kiln 1.png"]);
        assert_eq!(one(r"/home/ada/kiln\ 1.png"), ["/home/ada/kiln 1.png"]);
        assert_eq!(
            one("file:///home/ada/kiln%201.png\r\nfile:///tmp/b"),
            ["/home/ada/kiln 1.png", "/tmp/b"]
        );
        assert_eq!(one("~/glaze.txt /tmp/b"), ["~/glaze.txt", "/tmp/b"]);
        // Raw, with spaces: only as a line.
        assert_eq!(one("/home/ada/kiln 1.png"), ["/home/ada/kiln 1.png"]);
        // Both readings where both are possible.
        assert_eq!(
            dropped("/a /b"),
            [vec!["/a".to_owned(), "/b".to_owned()], vec!["/a /b".into()]]
        );
        for text in [
            "",
            "hello",
            "/",
            "// a comment",
            "see /etc/hosts",
            "/me waves\nand more",
            "https://a.example/b",
            "file://elsewhere.example/b",
            "~",
        ] {
            assert_eq!(dropped(text), Vec::<Vec<String>>::new(), "{text}");
        }
    }

    #[test]
    fn paths_are_split_before_their_last_part() {
        assert_eq!(split("~/a/b"), ("~/a/", "b"));
        assert_eq!(split("b"), ("", "b"));
        assert_eq!(split("/"), ("/", ""));
    }

    proptest! {
        #[test]
        fn what_is_quoted_is_one_word_again(paths in prop::collection::vec("[^\u{0}]{1,20}", 1..4)) {
            let line: Vec<String> = paths.iter().map(|path| quoted(path)).collect();
            prop_assert_eq!(values(&line.join(" ")), paths);
        }

        #[test]
        fn words_lie_in_their_line_in_order(line in "[ab \\\\'\"é\t]{0,30}") {
            let mut last = 0;
            for word in words(&line) {
                prop_assert!(word.range.start >= last && word.range.end <= line.len());
                prop_assert!(line.get(word.range.clone()).is_some());
                last = word.range.end;
            }
            let _ = dropped(&line);
        }
    }
}
