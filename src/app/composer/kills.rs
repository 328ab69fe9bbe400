//! What was cut from texts, to be put back: the last first, older ones in turn.

/// So many pieces are kept.
const PIECES: usize = 16;

/// The pieces that were cut.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kills {
    /// The newest last.
    pieces: Vec<String>,
    /// Which one was put back last, from the newest.
    at: usize,
}

/// Which way a cut goes: cuts in a row are one piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// A piece of its own.
    Alone,
    /// Before what was cut just before.
    Backward,
    /// Behind what was cut just before.
    Forward,
}

impl Kills {
    /// Keeps a piece.
    pub fn push(&mut self, piece: String, cut: Cut) {
        self.at = 0;
        if piece.is_empty() {
            return;
        }
        match (cut, self.pieces.last_mut()) {
            (Cut::Backward, Some(last)) => last.insert_str(0, &piece),
            (Cut::Forward, Some(last)) => last.push_str(&piece),
            (Cut::Alone, _) | (Cut::Backward | Cut::Forward, None) => {
                self.pieces.push(piece);
                if self.pieces.len() > PIECES {
                    self.pieces.remove(0);
                }
            }
        }
    }

    /// The newest piece.
    pub fn newest(&mut self) -> Option<&str> {
        self.at = 0;
        self.pieces.last().map(String::as_str)
    }

    /// The piece before the one that was given last, in a ring.
    pub fn older(&mut self) -> Option<&str> {
        let count = self.pieces.len();
        self.at = (self.at + 1) % count.max(1);
        let index = count.checked_sub(1 + self.at)?;
        self.pieces.get(index).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_back_in_turn_and_cuts_in_a_row_are_one() {
        let mut kills = Kills::default();
        assert_eq!(kills.newest(), None);
        assert_eq!(kills.older(), None);
        kills.push("one".into(), Cut::Alone);
        kills.push("c".into(), Cut::Alone);
        kills.push("b".into(), Cut::Backward);
        kills.push("d".into(), Cut::Forward);
        kills.push(String::new(), Cut::Alone);
        assert_eq!(kills.newest(), Some("bcd"));
        assert_eq!(kills.older(), Some("one"));
        assert_eq!(kills.older(), Some("bcd"));
        for number in 0..40 {
            kills.push(number.to_string(), Cut::Alone);
        }
        assert_eq!(kills.pieces.len(), PIECES);
        assert_eq!(kills.newest(), Some("39"));
    }
}
