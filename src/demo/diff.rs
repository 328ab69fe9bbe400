//! The marked-up difference of two renderings, for the edit history.

/// Words that went are wrapped as deleted, words that came as inserted.
pub(crate) fn html(old: &str, new: &str) -> String {
    let (a, b) = (pieces(old), pieces(new));
    let start = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let end = a[start..]
        .iter()
        .rev()
        .zip(b[start..].iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let mut out = "<div>".to_owned();
    out.push_str(&a[..start].concat());
    mark(
        &b[start..b.len() - end],
        "highlight_text_inserted",
        &mut out,
    );
    mark(&a[start..a.len() - end], "highlight_text_deleted", &mut out);
    out.push_str(&b[b.len() - end..].concat());
    out.push_str("</div>");
    out
}

/// Wraps the texts of what changed; tags of what went away are dropped.
fn mark(pieces: &[&str], class: &str, out: &mut String) {
    let gone = class.ends_with("deleted");
    for piece in pieces {
        if piece.starts_with('<') {
            if !gone {
                out.push_str(piece);
            }
        } else if piece.trim().is_empty() {
            out.push_str(piece);
        } else {
            out.push_str(&format!("<span class=\"{class}\">{piece}</span>"));
        }
    }
}

/// Tags, and words with the space after them.
fn pieces(html: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = html;
    while let Some(first) = rest.chars().next() {
        let length = if first == '<' {
            rest.find('>').map_or(rest.len(), |end| end + 1)
        } else {
            let word = rest.find([' ', '<', '\n']).unwrap_or(rest.len());
            if rest[word..].starts_with([' ', '\n']) {
                word + 1
            } else {
                word
            }
        };
        let (piece, after) = rest.split_at(length.max(1));
        pieces.push(piece);
        rest = after;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_words_are_marked() {
        assert_eq!(
            html("<p>fire it tonight</p>", "<p>fire it <b>now</b></p>"),
            "<div><p>fire it <b><span class=\"highlight_text_inserted\">now</span></b>\
             <span class=\"highlight_text_deleted\">tonight</span></p></div>"
        );
    }
}
