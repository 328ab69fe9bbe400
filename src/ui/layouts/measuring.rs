//! How tall things are, for what scrolls and selects.

use std::sync::Arc;

use super::Layouts;
use crate::app::channels::sheet::ChannelSheet;
use crate::app::measure::{Fold, Measure, Press, Scene};
use crate::app::media::{NoPicture, Picture, PictureRequest};
use crate::app::sheet::Sheet;
use crate::app::state::App;
use crate::app::viewport::Height;
use crate::content::{self, Rendered};
use crate::model::Organization;
use crate::ui::block::{self, Above};

impl Measure for Layouts {
    fn height(&mut self, scene: &Scene<'_>, index: usize) -> Height {
        self.adopt(scene.organization);
        let above = block::above(scene, index, &self.times).len();
        Height {
            above: u16::try_from(above).unwrap_or(u16::MAX),
            body: self.body(scene, index).rows(),
        }
    }

    fn heading(&mut self, scene: &Scene<'_>, index: usize) -> Option<u16> {
        let rows = block::above(scene, index, &self.times);
        let row = rows.iter().position(|row| *row == Above::Conversation)?;
        u16::try_from(row).ok()
    }

    fn content(&mut self, scene: &Scene<'_>, index: usize) -> Arc<Rendered> {
        Arc::clone(&self.body(scene, index).rendered)
    }

    fn fold(&mut self, scene: &Scene<'_>, index: usize) -> Fold {
        self.body(scene, index).fold
    }

    fn plain(&mut self, scene: &Scene<'_>, index: usize) -> String {
        let Some(message) = scene.message(index) else {
            return String::new();
        };
        let document = content::parse(&message.content);
        self.with_context(scene, message, |context| {
            content::plain_text(&document, context).into_string()
        })
    }

    fn sheet(&mut self, app: &App, sheet: &Sheet) -> (usize, usize) {
        self.sync(app);
        let (columns, _) = sheet.room(app.size);
        let laid = self.sheet_lines(app, sheet, columns);
        (laid.lines.len(), usize::from(laid.widest))
    }

    fn preview(&mut self, organization: &Organization, html: &str, columns: u16) -> usize {
        let document = content::parse(html);
        self.rendered(organization, &document, columns).lines.len()
    }

    fn channel(&mut self, app: &App, sheet: &ChannelSheet) -> usize {
        self.sync(app);
        let (columns, _) = ChannelSheet::room(app.size);
        super::popups::channel::lines(self, app, sheet, columns).len()
    }

    fn zone(&self) -> jiff::tz::TimeZone {
        self.times.zone().clone()
    }

    fn moment(&self, seconds: i64) -> String {
        self.times.moment(seconds)
    }

    fn press(
        &mut self,
        scene: &Scene<'_>,
        index: usize,
        line: usize,
        column: u16,
    ) -> Option<Press> {
        let body = self.body(scene, index);
        let button = body
            .buttons
            .iter()
            .find(|button| button.line == line && button.columns.contains(&column))?;
        Some(button.press)
    }

    fn picture(&mut self, request: PictureRequest, result: Result<Picture, NoPicture>) {
        self.gallery.accept(request, result);
    }
}
