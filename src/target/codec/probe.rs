//! `probe(P, field)`: what a health check asks: a URL, or `host:port` for TCP. Its keys stand beside the path. The argument, if
//! any, names the field that holds the text an answer must contain, which changes the type.

use super::{Decoder, Encoder, Reach, Spelling, Spot, Tree, Value};
use crate::schema::{Shape, Target, TextForm, Unknown};

pub(super) static PROBE: Spelling =
    Spelling { name: "probe", reach: Reach::Beside, spells_none: false, takes_rest: false, encode, decode };

/// Type, host, address, port, path.
type Keys = [&'static str; 5];

const CLOUDFORMATION: Keys = ["Type", "FullyQualifiedDomainName", "IPAddress", "Port", "ResourcePath"];
const TERRAFORM: Keys = ["type", "fqdn", "ip_address", "port", "resource_path"];
const SCHEMES: [(&str, &str, i64); 2] = [("https://", "HTTPS", 443), ("http://", "HTTP", 80)];
const CONTAINS: &str = "_STR_MATCH";

fn keys(target: Target) -> Keys {
    match target {
        Target::CloudFormation => CLOUDFORMATION,
        Target::Terraform => TERRAFORM,
    }
}

/// What is asked, taken apart; host and path may hold what is known only when deployed.
struct Asked {
    scheme: Option<usize>,
    host: Vec<Value>,
    port: Option<i64>,
    path: Vec<Value>,
}

fn encode(encoder: &mut Encoder, spot: &Spot, value: &Value) {
    let [kind, fqdn, address, port, path] = keys(encoder.target());
    let asked = apart(value);
    let contains = spot.argument(0).is_some_and(|field| encoder.sibling(field) != Value::None);
    let (word, usual) = match asked.scheme {
        Some(at) => (SCHEMES[at].1, Some(SCHEMES[at].2)),
        None => ("TCP", None),
    };
    encoder.json.key(kind);
    match contains {
        true => encoder.json.string(&(word.to_owned() + CONTAINS)),
        false => encoder.json.string(word),
    }
    let host = together(asked.host);
    let numeric = host.as_text().is_some_and(is_numeric);
    encoder.json.key(if numeric { address } else { fqdn });
    encoder.plain(&Shape::Any, &host);
    if let Some(number) = asked.port.or(usual) {
        encoder.json.key(port);
        encoder.json.int(number);
    }
    if asked.scheme.is_some() {
        encoder.json.key(path);
        let path = together(asked.path);
        encoder.plain(&Shape::Any, &if path.as_text() == Some("") { Value::text("/") } else { path });
    }
}

fn apart(value: &Value) -> Asked {
    let pieces: Vec<Value> = match value {
        Value::Unknown(unknown) => match &**unknown {
            Unknown::Template(pieces) => pieces.clone(),
            _ => vec![value.clone()],
        },
        known => vec![known.clone()],
    };
    let mut asked = Asked { scheme: None, host: Vec::new(), port: None, path: Vec::new() };
    let mut in_path = false;
    for (at, piece) in pieces.into_iter().enumerate() {
        let Some(text) = piece.as_text() else {
            if in_path {
                asked.path.push(piece)
            } else {
                asked.host.push(piece)
            }
            continue;
        };
        let mut rest = text;
        if at == 0
            && let Some(scheme) = SCHEMES.iter().position(|(prefix, _, _)| rest.starts_with(prefix))
        {
            asked.scheme = Some(scheme);
            rest = &rest[SCHEMES[scheme].0.len()..];
        }
        if !in_path {
            let (host, path) = match rest.find('/') {
                Some(slash) => rest.split_at(slash),
                None => (rest, ""),
            };
            in_path = !path.is_empty();
            rest = path;
            push_host(&mut asked, host);
        }
        if !rest.is_empty() {
            asked.path.push(Value::text(rest));
        }
    }
    asked
}

/// A host, and its port behind the last colon, unless the colon is part of an IPv6 address.
fn push_host(asked: &mut Asked, text: &str) {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => (host, port.parse().ok()),
        _ => (text, None),
    };
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    asked.port = port.or(asked.port);
    if !bare.is_empty() {
        asked.host.push(Value::text(bare));
    }
}

/// Whether a host is an address already.
fn is_numeric(host: &str) -> bool {
    host.contains(':') || host.split('.').count() == 4 && host.split('.').all(|part| part.parse::<u8>().is_ok())
}

fn together(mut pieces: Vec<Value>) -> Value {
    match pieces.len() {
        0 => Value::text(""),
        1 => pieces.swap_remove(0),
        _ => Value::Unknown(Box::new(Unknown::Template(pieces))),
    }
}

/// Whether a field holds URLs, or `host:port`.
fn holds(shape: &Shape, form: TextForm) -> bool {
    match shape {
        Shape::Form(known) => *known == form,
        Shape::Either(arms) => arms.iter().any(|arm| holds(arm, form)),
        _ => false,
    }
}

fn decode(decoder: &mut Decoder, spot: &Spot, tree: &mut Tree) -> Option<Value> {
    let [kind_key, fqdn, address, port_key, path_key] = keys(decoder.target());
    let object = tree.as_object()?;
    let kind = object.get(kind_key)?.as_str()?.trim_end_matches(CONTAINS);
    let scheme = SCHEMES.iter().position(|(_, word, _)| *word == kind);
    let wanted = if scheme.is_some() { TextForm::Url } else { TextForm::HostAndPort };
    if scheme.is_none() && kind != "TCP" || !holds(spot.shape, wanted) {
        return None;
    }
    let host_key = if object.contains_key(fqdn) { fqdn } else { address };
    let host = decoder.text(object.get(host_key)?)?;
    let port = object.get(port_key).and_then(Tree::as_i64);
    let path = object.get(path_key).map(|path| decoder.text(path));
    let mut pieces = vec![Value::text(scheme.map_or("", |at| SCHEMES[at].0)), bracketed(host)];
    if let Some(port) = port.filter(|port| scheme.is_none_or(|at| SCHEMES[at].2 != *port)) {
        pieces.push(Value::text(&(":".to_owned() + &port.to_string())));
    }
    match path {
        Some(path) => pieces.push(path?),
        None if scheme.is_some() => pieces.push(Value::text("/")),
        None => {}
    }
    let object = tree.as_object_mut()?;
    for key in [kind_key, host_key, port_key, path_key] {
        object.shift_remove(key);
    }
    Some(decoder.joined(pieces))
}

fn bracketed(host: Value) -> Value {
    match host.as_text() {
        Some(text) if text.contains(':') => Value::text(&("[".to_owned() + text + "]")),
        _ => host,
    }
}
