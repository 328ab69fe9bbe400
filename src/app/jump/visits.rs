//! Where one went, how often and how lately: what one uses comes first.

use crate::app::destination::Destination;
use crate::model::View;

/// So many places are remembered.
const MOST: usize = 100;

/// The places one went to, those of earlier runs too, the last one last.
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

    /// Where one went in earlier runs of the program, and how often, the last one first: all
    /// that was before what is known here.
    pub(super) fn earlier(&mut self, places: Vec<(Destination, u32)>) {
        let mut older = Vec::new();
        for (place, count) in places {
            let count = u16::try_from(count).unwrap_or(u16::MAX);
            match self.0.iter_mut().find(|(known, _)| *known == place) {
                Some((_, here)) => *here = here.saturating_add(count),
                None => older.push((place, count)),
            }
        }
        older.truncate(MOST.saturating_sub(self.0.len()));
        older.reverse();
        self.0.splice(..0, older);
    }

    /// A place is called otherwise now.
    pub(in crate::app) fn rename(&mut self, from: &View, to: &View) {
        let (from, to) = (
            Destination::View(from.clone()),
            Destination::View(to.clone()),
        );
        let Some(at) = self.0.iter().position(|(place, _)| *place == from) else {
            return;
        };
        if self.0.iter().any(|(place, _)| *place == to) {
            self.0.remove(at);
        } else {
            self.0[at].0 = to;
        }
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

    #[test]
    fn earlier_runs_go_before_and_add_up() {
        let mut visits = Visits::default();
        visits.note(&channel(1));
        visits.note(&channel(2));
        // The last one first.
        visits.earlier(vec![(channel(3), 4), (channel(1), 7), (channel(4), 1)]);
        let latest: Vec<_> = visits.latest().cloned().collect();
        assert_eq!(latest, [2, 1, 3, 4].map(channel));
        assert_eq!(visits.0[2], (channel(1), 8));
        visits.rename(&View::Channel(ChannelId(3)), &View::Channel(ChannelId(9)));
        visits.rename(&View::Channel(ChannelId(2)), &View::Channel(ChannelId(1)));
        let latest: Vec<_> = visits.latest().cloned().collect();
        assert_eq!(latest, [1, 9, 4].map(channel));
        visits.earlier((100..400).map(|id| (channel(id), 1)).collect());
        assert_eq!(visits.latest().count(), MOST);
        assert_eq!(visits.latest().next(), Some(&channel(1)));
    }
}
