//! What a channel's description leads to: links, people, groups. One after the other is selected,
//! the selected one is opened.

use crate::content::{
    LayoutContext, LinkTarget, NoNames, Target, TargetId, layout, link::parse_internal, parse,
};

use crate::app::sheet::Sheet;
use crate::app::state::{App, Turn};

use super::sheet::{ChannelSheet, Tab};

/// Whether something that a description says can be opened from the sheet.
fn opens(target: &Target) -> bool {
    match target {
        Target::Link(_) | Target::User(_) | Target::Group(_) | Target::Time(_) => true,
        // Descriptions are a few words: neither has its place there.
        Target::Spoiler(_) | Target::Media(_) => false,
    }
}

impl App {
    /// What the description of the channel on top leads to, where it is in sight.
    #[must_use]
    pub fn channel_targets(&self) -> Vec<(TargetId, Target)> {
        let sheet = self.channel_sheet().filter(|sheet| sheet.tab == Tab::About);
        let state = sheet
            .zip(self.organization.as_deref())
            .and_then(|(sheet, organization)| organization.channels().get(sheet.channel));
        let Some(state) = state else {
            return Vec::new();
        };
        let document = parse(&state.channel.rendered_description);
        let realm = self.realm_url();
        let context = LayoutContext {
            realm: realm.as_ref(),
            names: &NoNames,
            ..LayoutContext::of_width(ChannelSheet::room(self.size).0)
        };
        let rendered = layout(&document, &context);
        let all = rendered.hints().filter(|(_, target)| opens(target));
        all.map(|(id, target)| (id, target.clone())).collect()
    }
}

impl Turn<'_> {
    /// Selects the next thing that the description leads to.
    pub fn next_channel_target(&mut self) {
        let all = self.app.channel_targets();
        let Some(sheet) = self.app.channel_sheet_mut() else {
            return;
        };
        let now = all.iter().position(|(id, _)| Some(*id) == sheet.target);
        let next = now.map_or(0, |now| (now + 1) % all.len());
        sheet.target = all.get(next).map(|(id, _)| *id);
        // The description stands at the top.
        sheet.top = 0;
    }

    /// Opens what is selected; without a selection the first.
    pub fn open_channel_target(&mut self) {
        let all = self.app.channel_targets();
        let selected = self.app.channel_sheet().and_then(|sheet| sheet.target);
        let chosen = all.iter().find(|(id, _)| Some(*id) == selected);
        match chosen.or(all.first()).map(|(_, target)| target) {
            Some(Target::Link(link)) => self.open_channel_link(link),
            Some(Target::User(user)) => self.open_person(*user),
            Some(Target::Group(group)) => self.open_sheet(Sheet::group(*group)),
            Some(Target::Time(time)) => {
                let words = self.measure.moment(time.as_second());
                self.notice(&words);
            }
            Some(Target::Spoiler(_) | Target::Media(_)) | None => {}
        }
    }

    /// A link that stays within the organization takes the place of the sheet.
    fn open_channel_link(&mut self, link: &LinkTarget) {
        let realm = self.app.realm_url();
        if parse_internal(&link.address, realm.as_ref()).is_some() {
            self.close();
        }
        self.open_link(link);
    }
}
