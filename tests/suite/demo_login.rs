//! Getting in, and being shut out.

use serde_json::{Value, json};

use crate::demo_http::{person, still};
use crate::demo_replies::hold;

#[tokio::test]
async fn people_sign_in_with_a_password() {
    let server = still().await;
    let nobody = person(&server, "ada").anonymous();
    let key = nobody
        .post(
            "fetch_api_key",
            json!({"username": "ben@lapis.example", "password": server.password()}),
        )
        .await;
    assert_eq!(key["api_key"], server.api_key("ben"));
    assert_eq!(key["user_id"], 7);
    let code = |reply: Value| reply["code"].as_str().expect("a code").to_owned();
    let wrong = json!({"username": "ben@lapis.example", "password": "guess"});
    assert_eq!(
        code(nobody.refused(401, "POST", "fetch_api_key", wrong).await),
        "AUTHENTICATION_FAILED"
    );
    let left = json!({"username": "viktor@lapis.example", "password": server.password()});
    assert_eq!(
        code(nobody.refused(401, "POST", "fetch_api_key", left).await),
        "USER_DEACTIVATED"
    );
    // A key that was replaced opens nothing any more.
    let ben = person(&server, "ben");
    ben.post("users/me/api_key/regenerate", json!({})).await;
    let mut failures = Vec::new();
    hold(
        "wrong key",
        &ben.refused(401, "GET", "users/me", json!({})).await,
        &mut failures,
    );
    assert!(failures.is_empty(), "{failures:#?}");
    // Nor does any, once its owner or the whole organization is deactivated.
    let msg = |reply: Value| reply["msg"].as_str().expect("a sentence").to_owned();
    let (ada, chika) = (person(&server, "ada"), person(&server, "chika"));
    ada.delete("users/8", json!({})).await;
    assert_eq!(
        msg(chika.refused(401, "GET", "users/me", json!({})).await),
        "Account is deactivated"
    );
    ada.post("realm/deactivate", json!({})).await;
    assert_eq!(
        msg(ada.refused(401, "GET", "users/me", json!({})).await),
        "This organization has been deactivated"
    );
}
