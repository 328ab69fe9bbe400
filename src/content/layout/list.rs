//! Lists: bullets by depth, numbers aligned by their last digit.

use super::Layouter;
use crate::config::theme::Role;
use crate::content::document::List;
use crate::text::width;

/// Bullets from the outermost list inward.
const BULLETS: [&str; 3] = ["• ", "◦ ", "▪ "];

impl Layouter<'_> {
    pub(super) fn list(&mut self, list: &List) {
        let last = list
            .start
            .map(|start| start.saturating_add(list.items.len().saturating_sub(1) as u64));
        let digits = last.map_or(0, |last| last.to_string().len());
        self.list_depth += 1;
        for (index, item) in list.items.iter().enumerate() {
            if list.loose && index > 0 {
                self.blank();
            }
            let (marker, spoken) = match list.start {
                Some(start) => {
                    let number = start.saturating_add(index as u64);
                    (format!("{number:>digits$}. "), true)
                }
                None => (
                    BULLETS[(self.list_depth - 1) % BULLETS.len()].to_owned(),
                    false,
                ),
            };
            let air = " ".repeat(width(&marker));
            let paint = Role::Bullet.into();
            self.beside(Some((&marker, paint)), (&air, paint), spoken, |inside| {
                inside.blocks(item);
            });
        }
        self.list_depth -= 1;
    }
}
