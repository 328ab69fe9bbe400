//! Where one went, how often and how lately: what one uses comes first.

use crate::app::destination::Destination;

/// So many places are remembered.
const MOST: usize = 100;

/// The places one went to in this run of the program, the last one last.
#[derive(Debug, Default)]
pub struct Visits(Vec<(Destination, u16)>);

impl Visits {
    /// One went there.
    pub fn note(&mut self, to: &Destination) {
        let known = self.0.iter().position(|(there, _)| there == to);
        let count = known.map_or(0, |at| self.0.remove(at).1);
        if self.0.len() == MOST {
            self.0.remove(0);
        }
        self.0.push((to.clone(), count.saturating_add(1)));
    }

    /// All of them, the last one first.
    pub fn latest(&self) -> impl Iterator<Item = &Destination> {
        self.0.iter().rev().map(|(to, _)| to)
    }

    /// All of them with what they are worth: the last ones most, and of those alike the ones
    /// that were gone to often.
    pub(super) fn worth(&self) -> impl Iterator<Item = (&Destination, u16)> {
        (1_u16..)
            .zip(self.0.iter().rev())
            .map(|(ago, (to, count))| (to, 1000 / (ago + 3) + (*count).min(20) * 8))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ids::ChannelId;
    use crate::model::View;

    fn channel(id: u64) -> Destination {
        Destination::View(View::Channel(ChannelId(id)))
    }

    #[test]
    fn what_one_goes_to_often_outlives_what_one_saw_once() {
        let mut visits = Visits::default();
        for _ in 0..10 {
            visits.note(&channel(1));
            visits.note(&channel(2));
        }
        (3..8).for_each(|id| visits.note(&channel(id)));
        let mut worth: Vec<_> = visits.worth().collect();
        worth.sort_by_key(|(_, worth)| std::cmp::Reverse(*worth));
        let first: Vec<_> = worth.iter().take(3).map(|(to, _)| (*to).clone()).collect();
        assert_eq!(first[..1], [channel(7)]);
        assert!(worth.iter().position(|(to, _)| **to == channel(2)) < Some(4));
        assert_eq!(visits.latest().next(), Some(&channel(7)));
        (0..500).for_each(|id| visits.note(&channel(id)));
        assert_eq!(visits.latest().count(), MOST);
    }
}
