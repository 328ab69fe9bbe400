//! What the terminal's window is called: how much is unread, the place, the organization.

use super::naming;
use super::state::App;
use crate::text::SafeText;

impl App {
    /// What the terminal's window is called now: `(3) workshop › kiln · Lapis`. The number is
    /// what the person's setting counts; where that is nothing, there is none.
    #[must_use]
    pub fn window_title(&self) -> SafeText<'static> {
        let Some(organization) = self.organization.as_deref() else {
            return SafeText::line("lazuli");
        };
        let place = match (self.views.page(), self.views.current()) {
            (Some(page), _) => page.name().to_owned(),
            (None, Some(visit)) => naming::view(organization, &visit.view),
            (None, None) => return SafeText::line("lazuli"),
        };
        let count = match self.unread_badge {
            0 => String::new(),
            count => format!("({count}) "),
        };
        let name = &organization.realm().settings.name;
        SafeText::line(format!("{count}{place} · {name}"))
    }
}
