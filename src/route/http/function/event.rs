//! Requests and responses as functions see them, and back.
//!
//! In: messages; the JSON that a function returned. Out: JSON; messages, or the rule that the function broke. What it left alone comes
//! back as it was. Deliberately absent: running anything (`engine`), and which headers it may touch (`allowed`).

use super::Fault;
use crate::route::http::{Headers, Request, Response};
use serde_json::{Map, Value, json};

/// Names and values, in the order sent.
type Pairs = Vec<(String, String)>;

/// `{ name: { value, multiValue } }`
fn entries<'p>(pairs: impl Iterator<Item = (&'p str, &'p str)>) -> Map<String, Value> {
    let mut entries = Map::new();
    for (name, value) in pairs {
        match entries.get_mut(name).and_then(Value::as_object_mut) {
            None => {
                entries.insert(name.to_owned(), json!({ "value": value }));
            }
            Some(entry) => {
                let first = json!({ "value": entry.get("value") });
                let several = entry.entry("multiValue").or_insert_with(|| json!([first]));
                several.as_array_mut().into_iter().for_each(|several| several.push(json!({ "value": value })));
            }
        }
    }
    entries
}

/// A request as a function sees it.
pub(super) fn request(request: &Request, headers: &Headers) -> Value {
    let parameters = request.parameters().map(|(name, text)| (name, text.split_once('=').map_or("", |(_, value)| value)));
    let cookies = request.cookies.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    json!({
        "method": request.method, "uri": request.path, "querystring": entries(parameters),
        "headers": entries(headers.iter()), "cookies": entries(cookies),
    })
}

/// A response as a function sees it.
pub(super) fn response(response: &Response, headers: &Headers) -> Value {
    let plain = headers.iter().filter(|(name, _)| *name != "set-cookie");
    let mut cookies = Map::new();
    for line in headers.all("set-cookie") {
        let (pair, attributes) = line.split_once(';').map_or((line, None), |(pair, rest)| (pair, Some(rest.trim())));
        let (name, value) = pair.trim().split_once('=').unwrap_or((pair.trim(), ""));
        let cookie = match attributes {
            Some(attributes) => json!({ "value": value, "attributes": attributes }),
            None => json!({ "value": value }),
        };
        match cookies.get_mut(name).and_then(Value::as_object_mut) {
            None => {
                cookies.insert(name.to_owned(), cookie);
            }
            Some(entry) => {
                let first = Value::Object(entry.clone());
                let several = entry.entry("multiValue").or_insert_with(|| json!([first]));
                if let Some(several) = several.as_array_mut() {
                    several.push(cookie);
                }
            }
        }
    }
    json!({ "statusCode": response.status, "statusDescription": word(response.status), "headers": entries(plain), "cookies": cookies })
}

/// What a status is called.
fn word(status: u16) -> &'static str {
    const WORDS: [(u16, &str); 18] = [
        (200, "OK"),
        (201, "Created"),
        (202, "Accepted"),
        (204, "No Content"),
        (206, "Partial Content"),
        (301, "Moved Permanently"),
        (302, "Found"),
        (303, "See Other"),
        (304, "Not Modified"),
        (307, "Temporary Redirect"),
        (308, "Permanent Redirect"),
        (400, "Bad Request"),
        (401, "Unauthorized"),
        (403, "Forbidden"),
        (404, "Not Found"),
        (500, "Internal Server Error"),
        (502, "Bad Gateway"),
        (503, "Service Unavailable"),
    ];
    WORDS.iter().find(|(known, _)| *known == status).map_or("", |(_, word)| word)
}

/// What a function returned: a request to go on with, or a response.
pub(super) fn is_response(returned: &Value) -> bool {
    returned.get("statusCode").is_some()
}

/// The names and values behind an object of a returned message; what is as it was keeps the order it was sent in.
fn pairs(returned: &Value, part: &str, before: &Value) -> Result<Option<Pairs>, Fault> {
    let none = Map::new();
    let was = before.get(part).and_then(Value::as_object).unwrap_or(&none);
    let is = match returned.get(part) {
        None | Some(Value::Null) => &none,
        Some(Value::Object(is)) => is,
        Some(_) => return Err(Fault::shape(format!("`{part}` is no object"))),
    };
    if is == was {
        return Ok(None);
    }
    let mut pairs = Vec::new();
    for (name, entry) in is {
        let values =
            values(entry, was.get(name)).ok_or_else(|| Fault::shape(format!("`{part}.{name}` has no text as its value")))?;
        pairs.extend(values.into_iter().map(|value| (name.clone(), value)));
    }
    Ok(Some(pairs))
}

/// The values of one name: a `multiValue` that was changed wins; else a changed value stands in place of the first.
fn values(entry: &Value, was: Option<&Value>) -> Option<Vec<String>> {
    let text = |entry: &Value| {
        let value = entry.get("value")?.as_str()?;
        let attributes = entry.get("attributes").and_then(Value::as_str).filter(|text| !text.is_empty());
        Some(attributes.map_or_else(|| value.to_owned(), |attributes| format!("{value}; {attributes}")))
    };
    let several = entry.get("multiValue").and_then(Value::as_array);
    let before = was.and_then(|was| was.get("multiValue"));
    match several {
        Some(several) if before.and_then(Value::as_array) != Some(several) => several.iter().map(text).collect(),
        Some(several) if was == Some(entry) => several.iter().map(text).collect(),
        Some(several) => {
            let rest = several.iter().skip(1).map(text);
            std::iter::once(text(entry)).chain(rest).collect()
        }
        None => Some(vec![text(entry)?]),
    }
}

/// The request that a function returned, in place of the one it saw. Headers are read elsewhere.
pub(super) fn returned_request(returned: &Value, before: &Value, request: &Request) -> Result<Request, Fault> {
    let mut next = request.clone();
    let uri =
        returned.get("uri").and_then(Value::as_str).ok_or_else(|| Fault::shape("it returns neither a request nor a response"))?;
    if returned.get("method") != before.get("method") {
        return Err(Fault { status: 502, rule: "EV-123", why: "it changes the method".to_owned(), estimate: true });
    }
    if !uri.starts_with('/') {
        return Err(Fault { status: 502, rule: "EV-122", why: format!("`{uri}` does not begin with `/`"), estimate: true });
    }
    uri.clone_into(&mut next.path);
    if let Some(parameters) = pairs(returned, "querystring", before)? {
        let bare = |name: &str| request.parameters().any(|(known, text)| known == name && !text.contains('='));
        let one = |(name, value): &(String, String)| match value.is_empty() && bare(name) {
            true => name.clone(),
            false => format!("{name}={value}"),
        };
        let query = parameters.iter().map(one).collect::<Vec<_>>().join("&");
        if let Some(letter) = query.chars().find(|letter| letter.is_whitespace() || letter.is_control() || *letter == '#') {
            return Err(Fault { status: 502, rule: "EV-122", why: format!("{letter:?} stands in the query"), estimate: true });
        }
        next.query = (!query.is_empty()).then_some(query);
    }
    if next.target().len() >= 8_192 {
        let why = format!("the URL has {} bytes, and has to have fewer than 8192", next.target().len());
        return Err(Fault { status: 502, rule: "EV-122", why, estimate: true });
    }
    if let Some(cookies) = pairs(returned, "cookies", before)? {
        next.cookies = cookies;
    }
    Ok(next)
}

/// The headers that a function returned; `None` where they are as they were.
pub(super) fn returned_headers(returned: &Value, before: &Value) -> Result<Option<Headers>, Fault> {
    let pairs = pairs(returned, "headers", before)?;
    Ok(pairs.map(|pairs| pairs.into_iter().collect()))
}

/// The response that a function returned; `before` is the one it saw, if it saw one. Headers are read elsewhere.
pub(super) fn returned_response(returned: &Value, before: Option<(&Value, &Response)>) -> Result<Response, Fault> {
    let status = returned.get("statusCode").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok());
    let status = status.filter(|status| (100..=599).contains(status));
    let status = status.ok_or_else(|| Fault::shape("`statusCode` is no status"))?;
    let none = json!({});
    let (seen, mut next) = match before {
        Some((seen, response)) => (seen, response.clone()),
        None => (&none, Response::of(status)),
    };
    next.status = status;
    if let Some(body) = body(returned)? {
        next.size = Some(body.len() as u64);
        next.body = Some(String::from_utf8_lossy(&body).into());
    }
    if let Some(cookies) = pairs(returned, "cookies", seen)? {
        next.headers.remove("set-cookie");
        cookies.into_iter().for_each(|(name, value)| next.headers.add("set-cookie", format!("{name}={value}")));
    }
    Ok(next)
}

/// The bytes of a body: a text, or `{ encoding, data }`.
fn body(returned: &Value) -> Result<Option<Vec<u8>>, Fault> {
    let fault = |why: String| Fault { status: 502, rule: "EV-126", why, estimate: true };
    match returned.get("body") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone().into_bytes())),
        Some(body) => {
            let data = body.get("data").and_then(Value::as_str).ok_or_else(|| fault("the body has no data".to_owned()))?;
            match body.get("encoding").and_then(Value::as_str) {
                Some("text") | None => Ok(Some(data.as_bytes().to_vec())),
                Some("base64") => {
                    use base64::Engine;
                    let read = base64::engine::general_purpose::STANDARD.decode(data);
                    read.map(Some).map_err(|_| fault("the body is no base64".to_owned()))
                }
                Some(other) => Err(fault(format!("the body is encoded as `{other}`, which is neither text nor base64"))),
            }
        }
    }
}
