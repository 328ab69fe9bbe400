//! Quotes, with their bar on every line.

use super::Layouter;
use crate::config::theme::Role;
use crate::content::document::Block;

impl Layouter<'_> {
    pub(super) fn quote(&mut self, blocks: &[Block]) {
        let bar = ("┃ ", Role::QuoteBar.into());
        self.beside(Some(bar), bar, false, |inside| inside.blocks(blocks));
    }
}
