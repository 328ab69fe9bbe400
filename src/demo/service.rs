//! From an HTTP request to an answer, with the trouble that is on.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, FromRequest, Multipart, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};

use super::auth;
use super::connection::Wire;
use super::control;
use super::error::{Answer, Refusal};
use super::faults::{FaultKind, Trouble};
use super::hostile;
use super::queues::{Batch, Polled};
use super::request::{Call, File, Params};
use super::routes::{self, Endpoint, Found, Reply, Route, events};
use super::server::Shared;
use super::tus;
use crate::api::ids::UserId;

/// The largest body that is read.
const LARGEST_BODY: usize = 110 * 1024 * 1024;

pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new().fallback(serve).with_state(shared)
}

async fn serve(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(wire): ConnectInfo<Wire>,
    request: Request,
) -> Response {
    if request.uri().path() == "/demo/control" {
        return control_reply(&shared, request).await;
    }
    let endpoint = endpoint_of(request.uri().path());
    let trouble = shared.faults().next(request.method().as_str(), &endpoint);
    if !shared.latency.is_zero() {
        tokio::time::sleep(shared.latency).await;
    }
    match trouble {
        Some(Trouble::DropBefore) => return cut(&wire),
        Some(Trouble::Stall(time)) => {
            tokio::time::sleep(time).await;
            return cut(&wire);
        }
        Some(Trouble::RateLimit(seconds)) => return rate_limited(seconds),
        Some(Trouble::Server(status, json)) => return broken(status, json),
        Some(
            Trouble::DropAfter
            | Trouble::Truncate(_)
            | Trouble::GarbleHtml
            | Trouble::GarbleJson(_)
            | Trouble::Delay(_),
        )
        | None => {}
    }
    let response = answer(&shared, request).await;
    match trouble {
        Some(Trouble::DropAfter) => cut(&wire),
        Some(Trouble::Delay(time)) => {
            tokio::time::sleep(time).await;
            response
        }
        Some(Trouble::Truncate(part)) => truncated(response, part).await,
        Some(Trouble::GarbleHtml) => proxy_page(StatusCode::OK),
        Some(Trouble::GarbleJson(chance)) => garbled(response, chance).await,
        Some(
            Trouble::DropBefore | Trouble::Stall(_) | Trouble::RateLimit(_) | Trouble::Server(..),
        )
        | None => response,
    }
}

/// The part of a path that faults are limited by.
fn endpoint_of(path: &str) -> String {
    let path = path
        .strip_prefix("/api/v1/")
        .unwrap_or(path.trim_start_matches('/'));
    path.split('/').next().unwrap_or("").to_owned()
}

async fn answer(shared: &Arc<Shared>, request: Request) -> Response {
    let harms = shared.faults().harms();
    let response = match try_answer(shared, request).await {
        Ok(response) => response,
        Err(refusal) => refuse(&refusal),
    };
    if harms {
        poisoned(response).await
    } else {
        response
    }
}

async fn try_answer(shared: &Arc<Shared>, request: Request) -> Answer<Response> {
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let (api, rest) = match path
        .strip_prefix("/api/v1/")
        .or_else(|| path.strip_prefix("/api/"))
    {
        Some(rest) => (true, rest),
        None => (false, path.trim_start_matches('/')),
    };
    let parts: Vec<String> = rest.split('/').map(decode).collect();
    if api && parts.first().is_some_and(|first| first == tus::PATH) {
        let user = sign_in(shared, request.headers())?;
        return tus::answer(shared, user, request).await;
    }
    let route = find(&method, api, &parts)?;
    let headers = request.headers().clone();
    let user = match sign_in(shared, &headers) {
        Ok(user) => Some(user),
        Err(_) if route.anonymous => None,
        Err(refusal) => return Err(refusal),
    };
    let (mut params, files) = read_params(request).await?;
    if shared.faults().harms() {
        params.cure();
    }
    let call = Call {
        path: parts,
        params,
        files,
        user,
        client: client_name(&headers),
    };
    let (call, reply) = match route.endpoint {
        Endpoint::Poll => return poll(shared, &call).await,
        Endpoint::Write(write) => {
            let reply = write(&mut shared.world_mut(), &call)?;
            (call, reply)
        }
        Endpoint::Read(read) if shared.large => {
            let shared = Arc::clone(shared);
            tokio::task::spawn_blocking(move || {
                let reply = read(&shared.world(), &call)?;
                Ok((call, reply))
            })
            .await
            .map_err(|_| Refusal {
                status: 500,
                ..Refusal::code("INTERNAL_SERVER_ERROR", "Internal server error")
            })??
        }
        Endpoint::Read(read) => {
            let reply = read(&shared.world(), &call)?;
            (call, reply)
        }
    };
    Ok(write_reply(&call, reply))
}

fn find(method: &Method, api: bool, parts: &[String]) -> Answer<Route> {
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    // HEAD is GET without the body, which the HTTP library leaves away.
    let method = if method == Method::HEAD {
        "GET"
    } else {
        method.as_str()
    };
    if !api {
        return routes::find_page(method, &parts).ok_or_else(|| Refusal {
            status: 404,
            ..Refusal::bad("Page not found")
        });
    }
    match routes::find(method, &parts) {
        Found::Route(route) => Ok(route),
        Found::Methods(methods) => Err(Refusal {
            status: 405,
            ..Refusal::bad("Method Not Allowed")
        }
        .with("allowed_methods", methods)),
        Found::Nothing => Err(Refusal {
            status: 404,
            ..Refusal::bad("API endpoint not found")
        }),
    }
}

/// The person who asks, whose account is opened by asking.
fn sign_in(shared: &Shared, headers: &HeaderMap) -> Answer<UserId> {
    let header = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let (user, known) = {
        let world = shared.world();
        let user = auth::authenticate(&world, header)?;
        (user, world.accounts.contains_key(&user))
    };
    if !known {
        shared.world_mut().account_mut(user);
    }
    Ok(user)
}

fn client_name(headers: &HeaderMap) -> String {
    let agent = headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let name = agent.split(['/', ' ']).next().unwrap_or("");
    if name.is_empty() {
        "Unparsable".to_owned()
    } else {
        name.chars().take(30).collect()
    }
}

fn decode(part: &str) -> String {
    // A form's decoder with the plus signs kept.
    let pair = format!("={}", part.replace('+', "%2B").replace('&', "%26"));
    url::form_urlencoded::parse(pair.as_bytes())
        .next()
        .map_or_else(String::new, |(_, value)| value.into_owned())
}

async fn read_params(request: Request) -> Answer<(Params, Vec<File>)> {
    let mut params = Params::default();
    params.extend_from_form(request.uri().query().unwrap_or("").as_bytes());
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("")
        .to_owned();
    let mut files = Vec::new();
    let unreadable = || Refusal::bad("Malformed request body");
    if kind.starts_with("multipart/form-data") {
        let mut form = Multipart::from_request(request, &())
            .await
            .map_err(|_| unreadable())?;
        while let Some(field) = form.next_field().await.map_err(|_| unreadable())? {
            let name = field.name().unwrap_or("").to_owned();
            match field.file_name().map(str::to_owned) {
                Some(file) => {
                    let content_type = field.content_type().map(str::to_owned);
                    let data = field.bytes().await.map_err(|_| unreadable())?;
                    files.push(File {
                        name: file,
                        content_type,
                        data: data.to_vec(),
                    });
                }
                None => params.push(name, field.text().await.map_err(|_| unreadable())?),
            }
        }
    } else {
        let body = to_bytes(request.into_body(), LARGEST_BODY)
            .await
            .map_err(|_| unreadable())?;
        params.extend_from_form(&body);
    }
    Ok((params, files))
}

/// Takes note of a poll whose client went away while it waited.
struct Waiting<'a> {
    shared: &'a Shared,
    queue: &'a str,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.shared.world().queues().disconnected(self.queue);
    }
}

async fn poll(shared: &Shared, call: &Call) -> Answer<Response> {
    let (queue, last, dont_block) = events::poll_of(call)?;
    let again = shared.faults().repeats();
    let polled = shared
        .world()
        .queues()
        .poll(&queue, call.me(), last, dont_block, again)?;
    let reply = |batch: Batch, waited: Option<&str>| {
        write_reply(call, Reply::Json(events::batch_json(batch, waited)))
    };
    let receiver = match polled {
        Polled::Now(batch) => return Ok(reply(batch, None)),
        Polled::Repeated(batch) => {
            shared.faults().struck(FaultKind::Repeat);
            return Ok(reply(batch, None));
        }
        Polled::Later(receiver) => receiver,
    };
    let waiting = Waiting {
        shared,
        queue: &queue,
    };
    let heartbeat = async {
        tokio::time::sleep(shared.heartbeat).await;
        shared.world().queues().heartbeat(&queue);
        std::future::pending::<Infallible>().await
    };
    let batch = tokio::select! {
        batch = receiver => batch,
        never = heartbeat => match never {},
    };
    drop(waiting);
    match batch {
        Ok(batch) => Ok(reply(batch, Some(&queue))),
        // The queue went while the poll waited.
        Err(_) => Err(
            Refusal::code("BAD_EVENT_QUEUE_ID", format!("Bad event queue ID: {queue}"))
                .with("queue_id", queue),
        ),
    }
}

fn write_reply(call: &Call, reply: Reply) -> Response {
    match reply {
        Reply::Json(map) => {
            json_response(StatusCode::OK, routes::success(map, &call.params.ignored()))
        }
        Reply::Written(text) => json_response(StatusCode::OK, text),
        Reply::File { content_type, data } => {
            let mut response = Response::new(Body::from(data.to_vec()));
            set(&mut response, header::CONTENT_TYPE, &content_type);
            set(&mut response, header::CACHE_CONTROL, "private, immutable");
            response
        }
        Reply::Redirect(to) => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::FOUND;
            set(&mut response, header::LOCATION, &to);
            response
        }
    }
}

fn set(response: &mut Response, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

fn json_response(status: StatusCode, text: impl Into<Body>) -> Response {
    let mut response = Response::new(text.into());
    *response.status_mut() = status;
    set(&mut response, header::CONTENT_TYPE, "application/json");
    for (name, value) in [
        ("x-ratelimit-limit", "200"),
        ("x-ratelimit-remaining", "199"),
        ("x-ratelimit-reset", "0"),
    ] {
        set(&mut response, header::HeaderName::from_static(name), value);
    }
    response
}

fn refuse(refusal: &Refusal) -> Response {
    let status = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::BAD_REQUEST);
    let mut response = json_response(status, refusal.body().to_string());
    if status == StatusCode::UNAUTHORIZED {
        set(
            &mut response,
            header::WWW_AUTHENTICATE,
            "Basic realm=\"zulip\"",
        );
    }
    response
}

/// Resets the connection; what is answered never arrives.
fn cut(wire: &Wire) -> Response {
    wire.0.now();
    Response::new(Body::empty())
}

fn rate_limited(seconds: f64) -> Response {
    let refusal = Refusal {
        status: 429,
        ..Refusal::code(
            "RATE_LIMIT_HIT",
            format!(
                "API usage exceeded rate limit, try again in {} secs.",
                seconds.ceil()
            ),
        )
    }
    .with("retry-after", seconds);
    let mut response = refuse(&refusal);
    set(&mut response, header::RETRY_AFTER, &seconds.to_string());
    set(
        &mut response,
        header::HeaderName::from_static("x-ratelimit-remaining"),
        "0",
    );
    response
}

fn broken(status: u16, json: bool) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if json {
        let body = json!({"result": "error", "msg": "Internal server error", "code": "INTERNAL_SERVER_ERROR"});
        return json_response(status, body.to_string());
    }
    proxy_page(status)
}

fn proxy_page(status: StatusCode) -> Response {
    let html = format!(
        "<html>\r\n<head><title>{status}</title></head>\r\n<body>\r\n<center><h1>{status}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    );
    let mut response = Response::new(Body::from(html));
    *response.status_mut() = status;
    set(&mut response, header::CONTENT_TYPE, "text/html");
    response
}

/// Announces the whole body, sends a part of it, and breaks off.
async fn truncated(response: Response, part: f64) -> Response {
    let (mut head, body) = response.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        return Response::from_parts(head, Body::empty());
    };
    let kept =
        body.slice(..((body.len() as f64 * part) as usize).min(body.len().saturating_sub(1)));
    head.headers
        .insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    let pieces: [Result<Bytes, std::io::Error>; 2] =
        [Ok(kept), Err(std::io::ErrorKind::ConnectionReset.into())];
    Response::from_parts(head, Body::from_stream(futures_util::stream::iter(pieces)))
}

/// Damages a few bytes.
async fn garbled(response: Response, chance: u64) -> Response {
    let (head, body) = response.into_parts();
    let mut body = to_bytes(body, usize::MAX)
        .await
        .unwrap_or_default()
        .to_vec();
    let mut rng = super::hash::Rng::new(chance);
    for _ in 0..3 {
        let at = rng.below(body.len());
        if let Some(byte) = body.get_mut(at) {
            *byte = b"\x00}\xff,"[rng.below(4)];
        }
    }
    // The end as well, so that the damage can't hide in a string.
    body.pop();
    Response::from_parts(head, Body::from(body))
}

/// A reply whose texts do harm; what is no JSON stays as it is.
async fn poisoned(response: Response) -> Response {
    let (head, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let body = match serde_json::from_slice::<Value>(&body) {
        Ok(mut reply) => {
            hostile::poison(&mut reply);
            Body::from(reply.to_string())
        }
        Err(_) => Body::from(body),
    };
    Response::from_parts(head, body)
}

async fn control_reply(shared: &Arc<Shared>, request: Request) -> Response {
    let body = to_bytes(request.into_body(), LARGEST_BODY)
        .await
        .unwrap_or_default();
    let reply = serde_json::from_slice::<Value>(&body)
        .map_err(|error| Refusal::bad(format!("not JSON: {error}")))
        .and_then(|request| control::control(shared, &request));
    match reply {
        Ok(reply) => json_response(StatusCode::OK, reply.to_string()),
        Err(refusal) => refuse(&refusal),
    }
}
