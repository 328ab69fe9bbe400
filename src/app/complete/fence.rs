//! Where code is in a text that is being written: nothing is completed there.

/// The fence that a line begins with: three or more of its sign.
#[must_use]
pub(super) fn mark(line: &str) -> Option<&str> {
    let sign = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = line.len() - line.trim_start_matches(sign).len();
    (length >= 3).then(|| &line[..length])
}

/// The blocks that are open where a text ends.
fn open_blocks(text: &str) -> Vec<(&str, bool)> {
    let mut open: Vec<(&str, bool)> = Vec::new();
    for line in text.lines() {
        let line = line.trim();
        let Some(mark) = mark(line) else { continue };
        let word = line[mark.len()..].trim();
        if word.is_empty()
            && let Some((opened, _)) = open.last()
            && mark.starts_with(opened)
        {
            open.pop();
            continue;
        }
        let inside_code = open.last().is_some_and(|(_, is_code)| *is_code);
        // An inline span may begin with three backticks too: it has some more on its line.
        if !inside_code && !word.contains('`') {
            // What is quoted or hidden is text as other text.
            let kind = word.split_whitespace().next().unwrap_or("");
            open.push((mark, !matches!(kind, "quote" | "spoiler")));
        }
    }
    open
}

/// Whether a line that begins at a place is inside of a code block.
#[must_use]
pub(super) fn is_in_fence(text: &str, line_start: usize) -> bool {
    open_blocks(&text[..line_start])
        .last()
        .is_some_and(|(_, is_code)| *is_code)
}

/// Whether any fence is open at a place.
#[must_use]
pub(super) fn is_open(text: &str, at: usize) -> bool {
    !open_blocks(&text[..at]).is_empty()
}

/// Whether a place is inside of code: of a block, or of a span that begins on its line and is
/// not closed before.
#[must_use]
pub(super) fn is_in_code(text: &str, at: usize) -> bool {
    let line_start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    is_in_fence(text, line_start) || is_in_span(&text[line_start..at])
}

fn is_in_span(line: &str) -> bool {
    let mut open: Option<usize> = None;
    let mut rest = line;
    while let Some(at) = rest.find('`') {
        let run = rest[at..].len() - rest[at..].trim_start_matches('`').len();
        open = match open {
            None => Some(run),
            Some(length) if length == run => None,
            other => other,
        };
        rest = &rest[at + run..];
    }
    open.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_told_from_text() {
        let in_code = |text: &str| is_in_code(text, text.len());
        for code in [
            "```\n",
            "~~~ py\nx",
            "`a",
            "``a ` b",
            "````\n```\n",
            "```spoiler x\n```py\n",
            "```math\nx",
        ] {
            assert!(in_code(code), "{code}");
        }
        for text in [
            "",
            "`a` ",
            "``a ` b`` ",
            "```\n```\n",
            "~~~quote\n",
            "```x``` ",
            "```spoiler\n```py\n```\n",
        ] {
            assert!(!in_code(text), "{text}");
        }
    }
}
