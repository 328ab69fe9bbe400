//! Uploads in pieces, as tusd before a Zulip server takes them.
//!
//! <https://tus.io/protocols/resumable-upload>

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::StreamExt;
use serde_json::json;

use super::error::Answer;
use super::routes::files;
use super::server::Shared;
use crate::api::ids::UserId;

/// The path of all of it, after `/api/v1/`.
pub(crate) const PATH: &str = "tus";

/// The largest file, in bytes: that of `max_file_upload_size_mib`.
const LARGEST: u64 = 100 << 20;

/// A file that is coming.
#[derive(Debug, Clone)]
pub(crate) struct Partial {
    pub(crate) owner: UserId,
    pub(crate) name: String,
    pub(crate) length: u64,
    pub(crate) data: Vec<u8>,
}

/// Answers a request to `/api/v1/tus/…`.
pub(crate) async fn answer(shared: &Shared, user: UserId, request: Request) -> Answer<Response> {
    let id = request
        .uri()
        .path()
        .trim_end_matches('/')
        .rsplit_once("/tus/")
        .and_then(|(_, id)| id.parse::<u64>().ok());
    let method = request.method().clone();
    Ok(match (method, id) {
        (Method::POST, None) => create(shared, user, &request),
        (Method::HEAD, Some(id)) => offset(shared, user, id),
        (Method::PATCH, Some(id)) => append(shared, user, id, request).await?,
        _ => refuse(StatusCode::METHOD_NOT_ALLOWED, "Method not allowed"),
    })
}

fn number(request: &Request, name: &str) -> Option<u64> {
    request.headers().get(name)?.to_str().ok()?.parse().ok()
}

fn respond(status: StatusCode, headers: &[(&'static str, String)], body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let version = [("tus-resumable", "1.0.0".to_owned())];
    for (name, value) in headers.iter().chain(&version) {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(*name, value);
        }
    }
    response
}

fn refuse(status: StatusCode, message: &str) -> Response {
    let body = json!({"message": message}).to_string();
    let kind = ("content-type", "application/json".to_owned());
    respond(status, &[kind], body)
}

fn create(shared: &Shared, user: UserId, request: &Request) -> Response {
    let Some(length) = number(request, "upload-length") else {
        return refuse(
            StatusCode::LENGTH_REQUIRED,
            "SizeIsDeferred is not supported",
        );
    };
    if length > LARGEST {
        return refuse(
            StatusCode::PAYLOAD_TOO_LARGE,
            "Uploaded file is larger than the allowed limit of 100 MiB",
        );
    }
    let metadata = request.headers().get("upload-metadata");
    let metadata = metadata.and_then(|value| value.to_str().ok()).unwrap_or("");
    let name = metadata
        .split(',')
        .filter_map(|pair| pair.trim().split_once(' '))
        .find(|(key, _)| *key == "filename")
        .and_then(|(_, name)| STANDARD.decode(name).ok())
        .and_then(|name| String::from_utf8(name).ok())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "uploaded-file".to_owned());
    let id = shared.world_mut().uploads.begin(Partial {
        owner: user,
        name,
        length,
        data: Vec::new(),
    });
    let place = ("location", format!("/api/v1/tus/{id}"));
    respond(StatusCode::CREATED, &[place], String::new())
}

fn offset(shared: &Shared, user: UserId, id: u64) -> Response {
    let world = shared.world();
    match world.uploads.partial(id).filter(|part| part.owner == user) {
        Some(part) => respond(
            StatusCode::OK,
            &[
                ("upload-offset", part.data.len().to_string()),
                ("upload-length", part.length.to_string()),
                ("cache-control", "no-store".to_owned()),
            ],
            String::new(),
        ),
        None => respond(StatusCode::NOT_FOUND, &[], String::new()),
    }
}

/// Takes what comes, also where it breaks off in the middle.
async fn append(shared: &Shared, user: UserId, id: u64, request: Request) -> Answer<Response> {
    let at = number(&request, "upload-offset");
    {
        let world = shared.world();
        let part = world.uploads.partial(id).filter(|part| part.owner == user);
        let Some(part) = part else {
            return Ok(refuse(StatusCode::NOT_FOUND, "upload not found"));
        };
        if at != Some(part.data.len() as u64) {
            return Ok(refuse(StatusCode::CONFLICT, "mismatched offset (409)"));
        }
    }
    let mut body = request.into_body().into_data_stream();
    while let Some(Ok(piece)) = body.next().await {
        shared.world_mut().uploads.append(id, &piece);
    }
    let mut world = shared.world_mut();
    let Some(part) = world.uploads.partial(id) else {
        return Ok(refuse(StatusCode::NOT_FOUND, "upload not found"));
    };
    let offset = part.data.len() as u64;
    if offset < part.length {
        let offset = ("upload-offset", offset.to_string());
        return Ok(respond(StatusCode::NO_CONTENT, &[offset], String::new()));
    }
    let Some(part) = world.uploads.finish(id) else {
        return Ok(refuse(StatusCode::NOT_FOUND, "upload not found"));
    };
    let name = part.name.clone();
    let url = files::keep(&mut world, user, &part.name, None, part.data);
    let body = json!({"url": url, "filename": name}).to_string();
    Ok(respond(
        StatusCode::OK,
        &[
            ("upload-offset", offset.to_string()),
            ("content-type", "application/json".to_owned()),
        ],
        body,
    ))
}
