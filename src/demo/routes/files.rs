//! Uploads, pictures, and the static files that clients ask for.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Reply, done, fields};
use crate::api::ids::UserId;
use crate::demo::error::{Answer, Refusal};
use crate::demo::hash::{mix, token};
use crate::demo::markdown::emoji;
use crate::demo::picture;
use crate::demo::request::Call;
use crate::demo::uploads::Upload;
use crate::demo::world::World;

fn not_found() -> Refusal {
    Refusal {
        status: 404,
        ..Refusal::bad("File not found")
    }
}

/// `POST /user_uploads`
pub(crate) fn upload(world: &mut World, call: &Call) -> Answer<Reply> {
    let [file] = &call.files[..] else {
        return Err(Refusal::bad(if call.files.is_empty() {
            "You must specify a file to upload"
        } else {
            "You may only upload one file at a time"
        }));
    };
    let kind = file.content_type.as_deref();
    let url = keep(world, call.me(), &file.name, kind, file.data.clone());
    fields(json!({"url": url, "uri": url, "filename": file.name}))
}

/// Keeps a file and tells its owner; gives back its address.
pub(crate) fn keep(
    world: &mut World,
    owner: UserId,
    name: &str,
    content_type: Option<&str>,
    data: Vec<u8>,
) -> String {
    let now = world.now();
    let path = world.uploads.add(owner, name, content_type, data, now);
    tell_attachment(world, owner, "add", &path);
    format!("/user_uploads/{path}")
}

fn attachment_json(path: &str, file: &Upload) -> Value {
    let messages: Vec<Value> = file
        .messages
        .iter()
        .map(|id| json!({"id": id, "date_sent": file.created}))
        .collect();
    json!({
        "id": file.id, "name": file.name, "path_id": path, "size": file.data.len(),
        // Milliseconds at this feature level.
        "create_time": file.created * 1_000, "messages": messages,
    })
}

fn tell_attachment(world: &World, owner: UserId, op: &str, path: &str) {
    let Some(file) = world.uploads.get(path) else {
        return;
    };
    world.publish_to(
        owner,
        &json!({
            "type": "attachment", "op": op, "attachment": attachment_json(path, file),
            "upload_space_used": world.uploads.used_by(owner),
        }),
    );
}

/// `GET /attachments`
pub(crate) fn attachments(world: &World, call: &Call) -> Answer<Reply> {
    let mine: Vec<Value> = world
        .uploads
        .iter()
        .filter(|(_, file)| file.owner == call.me())
        .map(|(path, file)| attachment_json(path, file))
        .collect();
    fields(json!({"attachments": mine, "upload_space_used": world.uploads.used_by(call.me())}))
}

/// `DELETE /attachments/{id}`
pub(crate) fn remove(world: &mut World, call: &Call) -> Answer<Reply> {
    let id = call.path_id(1)?;
    if !world.uploads.remove(id, call.me()) {
        return Err(Refusal::bad("Invalid attachment"));
    }
    let used = world.uploads.used_by(call.me());
    world.publish_to(
        call.me(),
        &json!({"type": "attachment", "op": "remove", "attachment": {"id": id}, "upload_space_used": used}),
    );
    done()
}

/// A file that the person may see: their own, or linked in a message they can read.
fn readable<'a>(world: &'a World, user: UserId, path: &str) -> Answer<&'a Upload> {
    let file = world.uploads.get(path).ok_or_else(not_found)?;
    let allowed = file.owner == user || file.messages.iter().any(|id| world.can_read(user, *id));
    if allowed {
        return Ok(file);
    }
    Err(Refusal {
        status: 403,
        ..Refusal::bad("Not logged in or no permission")
    })
}

/// `GET /api/v1/user_uploads/{path}`: an address that works without a key for a while.
pub(crate) fn temporary(world: &World, call: &Call) -> Answer<Reply> {
    let path = call.path[1..].join("/");
    readable(world, call.me(), &path)?;
    let key = token(world.seed, &format!("temporary {path}"), 32);
    fields(json!({"url": format!("/user_uploads/temporary/{key}/{path}")}))
}

fn file_reply(file: &Upload) -> Answer<Reply> {
    Ok(Reply::File {
        content_type: file.content_type.clone(),
        data: Arc::clone(&file.data),
    })
}

/// `GET /user_uploads/temporary/…`
pub(crate) fn download_temporary(world: &World, call: &Call) -> Answer<Reply> {
    let path = call.path.get(3..).unwrap_or(&[]).join("/");
    let key = token(world.seed, &format!("temporary {path}"), 32);
    let file = world
        .uploads
        .get(&path)
        .filter(|_| call.path.get(2) == Some(&key));
    file_reply(file.ok_or_else(not_found)?)
}

/// `GET /user_uploads/{path}`
pub(crate) fn download(world: &World, call: &Call) -> Answer<Reply> {
    file_reply(readable(world, call.me(), &call.path[1..].join("/"))?)
}

/// `GET /user_uploads/thumbnail/{path}/840x560.webp`: the picture itself, which is
/// small here, whatever the name says.
pub(crate) fn thumbnail(world: &World, call: &Call) -> Answer<Reply> {
    let last = call.path.len() - 1;
    file_reply(readable(world, call.me(), &call.path[2..last].join("/"))?)
}

/// `GET /avatar/{id or email}`
pub(crate) fn avatar(world: &World, call: &Call) -> Answer<Reply> {
    let who = call.path.get(1).map_or("", String::as_str);
    let person = match who.parse() {
        Ok(id) => world.people.get(UserId(id)),
        Err(_) => world.people.by_email(who),
    };
    let person = person.ok_or_else(not_found)?;
    Ok(Reply::Redirect(format!(
        "/user_avatars/2/{:08x}.png",
        mix(person.id.0) as u32
    )))
}

/// `GET /user_avatars/…`: a pattern made from the name; custom emoji too.
pub(crate) fn avatar_picture(_world: &World, call: &Call) -> Answer<Reply> {
    let seed = crate::demo::hash::mix_str(1, &call.path.join("/"));
    let size = if call.path.iter().any(|part| part == "emoji") {
        8
    } else {
        16
    };
    Ok(Reply::File {
        content_type: "image/png".to_owned(),
        data: picture::pattern(seed, size).into(),
    })
}

/// `GET /static/generated/emoji/emoji_api.json`
pub(crate) fn emoji_data(_world: &World, _call: &Call) -> Answer<Reply> {
    let codes: Value = emoji::all()
        .map(|(code, names)| (code.to_owned(), Value::from_iter(names)))
        .collect();
    let text = json!({"code_to_names": codes}).to_string();
    Ok(Reply::File {
        content_type: "application/json".to_owned(),
        data: text.into_bytes().into(),
    })
}

/// `GET /static/…`: pictures of Zulip's own, drawn here as patterns.
pub(crate) fn fixed(_world: &World, call: &Call) -> Answer<Reply> {
    let name = call.path.last().map_or("", String::as_str);
    if name.ends_with(".png") || name.ends_with(".svg") || name.ends_with(".webp") {
        let seed = crate::demo::hash::mix_str(2, name);
        return Ok(Reply::File {
            content_type: "image/png".to_owned(),
            data: picture::pattern(seed, 12).into(),
        });
    }
    Err(not_found())
}
