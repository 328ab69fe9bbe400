//! The channels: subscribed, left, never joined, and all.

use super::Request;
use crate::demo::json::Fields;
use crate::demo::world::World;
use crate::demo::world::channels::Channel;

pub(super) fn write(world: &World, request: &Request<'_>, fields: &mut Fields<'_>) {
    let user = request.user;
    let account = world.account(user);
    let seen = |channel: &&Channel| {
        world.can_see_channel(user, channel)
            && (!channel.archived || request.options.capabilities.archived_channels)
    };
    let subscribers = request.options.include_subscribers;
    if request.wants("subscription") {
        let visible = || world.channels.iter().filter(seen);
        let side = |channel: &Channel| {
            account
                .subscriptions
                .get(&channel.id)
                .map(|side| side.active)
        };
        let lists: [(&str, Option<bool>); 3] = [
            ("subscriptions", Some(true)),
            ("unsubscribed", Some(false)),
            ("never_subscribed", None),
        ];
        for (name, wanted) in lists {
            let chosen = visible().filter(|channel| side(channel) == wanted);
            let side_of = wanted.map(|_| user);
            list(fields, name, chosen, |channel, out| {
                // Guests see who is in a channel only where they are themselves.
                let shown = subscribers && (wanted == Some(true) || !world.is_guest(user));
                world.write_channel(out, channel, side_of, shown);
            });
        }
    }
    if request.wants("stream") {
        list(
            fields,
            "streams",
            world.channels.iter().filter(seen),
            |channel, out| {
                world.write_channel(out, channel, None, false);
            },
        );
    }
}

fn list<'a>(
    fields: &mut Fields<'_>,
    name: &str,
    channels: impl Iterator<Item = &'a Channel>,
    write: impl Fn(&Channel, &mut String),
) {
    fields.raw(name, "[");
    let out = fields.out();
    for (index, channel) in channels.enumerate() {
        if index > 0 {
            out.push(',');
        }
        write(channel, out);
    }
    out.push(']');
}
