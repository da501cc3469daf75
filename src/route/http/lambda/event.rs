//! The event of a Lambda@Edge function, and what it returns.
//!
//! In: requests and responses. Out: JSON as AWS documents it, and back, or why what was returned will not do. Deliberately absent: origins
//! in events (`origin`).

use super::super::function::{Fault, allowed};
use super::super::message::{Headers, Request, Response};
use super::{Event, Seen};
use serde_json::{Map, Value, json};

/// A request that a function returned.
pub(super) struct Returned {
    pub uri: String,
    pub query: String,
    pub headers: Headers,
}

/// All of an event.
pub(super) fn envelope(seen: &Seen, domain: &str, id: &str, has_body: bool) -> Value {
    let mut request = seen.request.clone();
    if has_body && seen.response.is_none() {
        request["body"] = json!({ "inputTruncated": false, "action": "read-only", "encoding": "base64", "data": "" });
    }
    let config = json!({
        "distributionDomainName": domain, "distributionId": id, "eventType": seen.event.word(), "requestId": "dry-run",
    });
    let mut cf = json!({ "config": config, "request": request });
    if let Some(response) = &seen.response {
        cf["response"] = response.clone();
    }
    json!({ "Records": [{ "cf": cf }] })
}

/// A request as functions see it.
pub(super) fn request(request: &Request, headers: &Headers, query: &str, address: String) -> Value {
    json!({
        "clientIp": address, "headers": lines(headers), "method": request.method, "querystring": query, "uri": request.path,
    })
}

/// A response as functions see it.
pub(super) fn described(response: &Response, headers: &Headers) -> Value {
    json!({ "status": response.status.to_string(), "statusDescription": "", "headers": lines(headers) })
}

/// Cookies are a header like others here.
pub(super) fn add_cookies(headers: &mut Headers, request: &Request) {
    if !request.cookies.is_empty() {
        let cookies: Vec<String> = request.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        headers.add("cookie", cookies.join("; "));
    }
}

/// `{ "content-type": [{ "key": "Content-Type", "value": "text/html" }] }`
pub(super) fn lines(headers: &Headers) -> Value {
    let mut lines = Map::new();
    for (name, value) in headers.iter() {
        let line = json!({ "key": capitalised(name), "value": value });
        match lines.get_mut(name).and_then(Value::as_array_mut) {
            Some(list) => list.push(line),
            None => drop(lines.insert(name.to_owned(), json!([line]))),
        }
    }
    Value::Object(lines)
}

/// `Content-Type`
fn capitalised(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or(String::new(), |first| first.to_ascii_uppercase().to_string() + letters.as_str())
    };
    name.split('-').map(word).collect::<Vec<_>>().join("-")
}

fn invalid(rule: &'static str, why: impl Into<String>) -> Fault {
    Fault { status: 502, rule, why: why.into(), estimate: false }
}

/// Whether what a function returned is a response.
pub(super) fn is_response(value: &Value) -> bool {
    value.get("status").is_some()
}

/// The headers of what a function returned; those it saw where it has none.
pub(super) fn headers(value: &Value, seen: &Headers) -> Result<Headers, Fault> {
    let Some(value) = value.get("headers") else { return Ok(seen.clone()) };
    let shape = || invalid("EV-145", "its headers are no lists of { key, value } under names in small letters");
    let mut headers = Headers::default();
    for (name, lines) in value.as_object().ok_or_else(shape)? {
        if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(shape());
        }
        for line in lines.as_array().ok_or_else(shape)? {
            let key = line.get("key").and_then(Value::as_str).unwrap_or(name);
            if !key.eq_ignore_ascii_case(name) {
                return Err(shape());
            }
            match line.get("value") {
                Some(Value::String(text)) => headers.add(name, text.as_str()),
                Some(Value::Number(number)) => headers.add(name, number.to_string()),
                _ => return Err(shape()),
            }
        }
    }
    Ok(headers)
}

/// The request that a function returned.
pub(super) fn returned_request(value: &Value, seen: &Seen) -> Result<Returned, Fault> {
    if !value.is_object() {
        return Err(invalid("EV-158", "it returns neither a request nor a response"));
    }
    for (field, what) in [("method", "the method"), ("clientIp", "the viewer's address")] {
        if value.get(field).is_some_and(|found| *found != seen.request[field]) {
            return Err(invalid("EV-148", format!("it changes {what}, which it may only read")));
        }
    }
    let text = |field: &str| match value.get(field) {
        None => Ok(seen.request[field].as_str().unwrap_or_default().to_owned()),
        Some(Value::String(text)) => Ok(text.clone()),
        Some(_) => Err(invalid("EV-146", format!("{field} is no text"))),
    };
    let (uri, query) = (text("uri")?, text("querystring")?);
    if !uri.starts_with('/') || uri.contains(['?', '#', ' ']) {
        return Err(invalid("EV-148", format!("`{uri}` is no path")));
    }
    let headers = headers(value, seen.headers)?;
    let (fixed, rule) = seen.event.fixed();
    allowed::check(seen.headers, &headers, fixed, rule)?;
    let made = headers.iter().find(|(name, _)| name.starts_with("cloudfront-"));
    if let Some((name, _)) = made.filter(|_| seen.event == Event::ViewerRequest) {
        return Err(invalid("EV-161", format!("it sets {name}, which the edge adds after it")));
    }
    Ok(Returned { uri, query, headers })
}

/// The response that a function returned.
pub(super) fn response(value: &Value, seen: &Seen) -> Result<Response, Fault> {
    let status = match value.get("status") {
        Some(Value::String(text)) => text.parse::<u16>().ok(),
        Some(Value::Number(number)) => number.as_u64().and_then(|number| u16::try_from(number).ok()),
        _ => return Err(invalid("EV-158", "it returns no status")),
    };
    let status = status.filter(|status| (200..=599).contains(status));
    let Some(status) = status else { return Err(invalid("EV-155", "its status is not between 200 and 599")) };
    let was = if seen.response.is_some() { seen.headers.clone() } else { Headers::default() };
    let headers = headers(value, &was)?;
    let (fixed, rule) = if seen.response.is_some() { seen.event.fixed() } else { (&[][..], "EV-130") };
    allowed::check(&was, &headers, fixed, rule)?;
    let mut response = Response { status, headers, ..Response::default() };
    if let Some(body) = value.get("body") {
        let text = body.as_str().ok_or_else(|| invalid("EV-155", "its body is no text"))?;
        let is_base64 = value.get("bodyEncoding").and_then(Value::as_str) == Some("base64");
        let size = if is_base64 { size_of_base64(text)? } else { text.len() };
        if status == 204 && size > 0 && seen.event == Event::ViewerRequest {
            return Err(invalid("EV-155", "a 204 has no body"));
        }
        response.size = Some(size as u64);
        response.body = (!is_base64 && size > 0).then(|| text.into());
    }
    let size = response.headers.size() + response.size.unwrap_or(0) as usize;
    if size > seen.event.largest() {
        return Err(invalid("EV-155", format!("its response has {size} bytes, more than {}", seen.event.largest())));
    }
    Ok(response)
}

fn size_of_base64(text: &str) -> Result<usize, Fault> {
    use base64::Engine as _;
    let decoded = base64::engine::general_purpose::STANDARD.decode(text);
    decoded.map(|bytes| bytes.len()).map_err(|_| invalid("EV-155", "its body is no base64"))
}
