//! Origins in the events of Lambda@Edge functions.
//!
//! In: an origin, and what a function made of it. Out: the origin as AWS describes it; the request as it is sent to another. Deliberately
//! absent: headers and paths of requests (`event`).

use super::super::exchange::Sent;
use super::super::function::Fault;
use super::super::message::{Headers, Protocol};
use super::super::site::{Origin, Signing, Sort, Speaks};
use super::event::{Returned, headers, lines};
use crate::route::{Certainty, Step, Watch};
use serde_json::{Value, json};

/// Where a request goes instead.
#[derive(Debug)]
pub(super) struct Target {
    protocol: Option<Protocol>,
    host: String,
    path: String,
    custom: Headers,
    is_bucket: bool,
}

/// An origin as functions see it.
pub(super) fn described(origin: &Origin, viewer: Protocol) -> Value {
    let custom: Headers = origin.headers.iter().map(|(name, value)| (&**name, &**value)).collect();
    let host = origin.host.as_deref().unwrap_or("origin.invalid");
    if origin.sort == Sort::Bucket {
        let signs = if origin.signing == Signing::Never { "none" } else { "origin-access-identity" };
        let region = host.split('.').rev().nth(2).filter(|part| part.contains('-')).unwrap_or("us-east-1");
        return json!({ "s3": {
            "authMethod": signs, "customHeaders": lines(&custom), "domainName": host, "path": &*origin.path, "region": region,
        } });
    }
    let protocol = match origin.speaks {
        Speaks::Always(protocol) => protocol,
        Speaks::AsViewer => viewer,
    };
    let wire = &origin.wire;
    let tls: Vec<&str> = wire.tls.iter().map(|version| &**version).collect();
    json!({ "custom": {
        "customHeaders": lines(&custom), "domainName": host, "keepaliveTimeout": wire.keepalive, "path": &*origin.path,
        "port": if protocol == Protocol::Https { wire.https_port } else { wire.http_port }, "protocol": protocol.word(),
        "readTimeout": wire.response, "sslProtocols": tls,
    } })
}

fn invalid(rule: &'static str, why: impl Into<String>) -> Fault {
    Fault { status: 502, rule, why: why.into(), estimate: false }
}

/// The origin that a function chose; `None` where it left it as it was.
pub(super) fn chosen(returned: &Value, seen: &Value) -> Result<Option<Target>, Fault> {
    if returned.is_null() || returned == seen {
        return Ok(None);
    }
    let (origin, is_bucket) = match (returned.get("custom"), returned.get("s3")) {
        (Some(custom), None) => (custom, false),
        (None, Some(bucket)) => (bucket, true),
        _ => return Err(invalid("EV-150", "its origin is not exactly one of `custom` and `s3`")),
    };
    let text = |field: &str| origin.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (host, path) = (text("domainName"), text("path"));
    let longest = if is_bucket { 128 } else { 253 };
    let is_address = host.parse::<std::net::IpAddr>().is_ok();
    if host.is_empty()
        || host.len() > longest
        || host.contains(':')
        || is_address
        || is_bucket && host != host.to_ascii_lowercase()
    {
        return Err(invalid("EV-151", format!("`{host}` is no domain name of an origin")));
    }
    if !path.is_empty() && (!path.starts_with('/') || path.ends_with('/') || path.len() > 255) {
        return Err(invalid("EV-151", format!("`{path}` is no path of an origin: it begins with a slash and ends with none")));
    }
    let port = origin.get("port").and_then(Value::as_u64);
    if !is_bucket && port.is_some_and(|port| !matches!(port, 80 | 443 | 1_024..=65_535)) {
        return Err(invalid("EV-151", format!("port {} is none of 80, 443 and 1024 to 65535", port.unwrap_or(0))));
    }
    let protocol = match text("protocol").as_str() {
        "http" => Some(Protocol::Http),
        "https" => Some(Protocol::Https),
        _ => None,
    };
    let custom = match origin.get("customHeaders") {
        Some(custom) => headers(&json!({ "headers": custom }), &Headers::default())?,
        None => Headers::default(),
    };
    Ok(Some(Target { protocol, host, path, custom, is_bucket }))
}

/// The request as it is sent after a function had its say.
pub(super) fn retargeted(
    sent: Sent,
    origin: &Origin,
    returned: Returned,
    target: Option<Target>,
    watch: &mut impl Watch,
) -> Result<Sent, Fault> {
    let Returned { uri, query, headers } = returned;
    let query = if query.is_empty() { String::new() } else { format!("?{query}") };
    let mut next = Sent { headers, ..sent };
    let host = next.headers.get("host").unwrap_or_default().to_owned();
    let was_host = origin.host.as_deref().unwrap_or_default();
    let custom: Headers = match &target {
        Some(target) => target.custom.clone(),
        None => origin.headers.iter().map(|(name, value)| (&**name, &**value)).collect(),
    };
    if let Some((name, _)) = custom.iter().find(|(name, _)| next.headers.has(name)).filter(|_| target.is_some()) {
        return Err(invalid("EV-151", format!("{name} is both a header and a custom header of the origin")));
    }
    custom.iter().for_each(|(name, value)| next.headers.set(name, value));
    let protocol = target.as_ref().and_then(|target| target.protocol);
    let encrypted = protocol.map_or(next.encrypted, |protocol| protocol == Protocol::Https);
    next.encrypted = encrypted;
    let word = if encrypted { "https" } else { "http" };
    match target {
        Some(target) => {
            next.url = format!("{word}://{}{}{uri}{query}", target.host, target.path);
            watch.step(|| Step::new("EV-150", format!("it sends the request to {}{}", target.host, target.path)).below(1));
            if target.host != was_host && host == was_host {
                let text = format!("Host is still {host}: the function has to set it, or the new origin is likely to refuse");
                watch.step(|| Step::new("EV-152", text).but(Certainty::Observed).below(1));
            }
            next.signs &= target.is_bucket;
        }
        None => next.url = format!("{word}://{host}{}{uri}{query}", origin.path),
    }
    Ok(next)
}
