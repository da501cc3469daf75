//! `edgewise sign`: a signed URL or signed cookies, and whether they would pass.
//!
//! In: a program, a URL, a private key, until when. Out: the URL or the cookies; with `--verify`, whether the distribution lets them
//! pass, and why. The key is only read. Deliberately absent: the form of signatures (`crate::route::http`).

use super::shown;
use crate::cli::arguments::{HashWord, Sign};
use crate::cli::program::Understood;
use crate::cli::read;
use crate::cli::terminal::{Failure, Terminal, Verdict};
use crate::route::http::{Behavior, Carried, Hash, Request, Signature, SignerKey, Signers, SigningKey, Site, Terms};
use crate::route::{Network, Place, Router, Steps, World, instant};
use serde_json::json;
use std::time::{SystemTime, UNIX_EPOCH};

/// Signs, or verifies.
pub(in crate::cli) fn sign(sign: &Sign, terminal: &Terminal) -> Result<Verdict, Failure> {
    let understood = Understood::for_dry_run(&sign.chosen.of(&sign.from_file), &sign.chosen.input);
    let Some(model) = &understood.model else {
        return understood.findings.refuse(terminal);
    };
    let router = Router::of(model, &understood.library.schema);
    let request =
        Request::of("GET", &sign.url).map_err(|why| Failure(format!("`{}` is no URL that can be signed: {why}", sign.url)))?;
    let (site, behavior) = router
        .http
        .behavior(&request)
        .ok_or_else(|| Failure(format!("no distribution of the program answers to `{}`", request.host)))?;
    let signers = behavior
        .signers
        .as_ref()
        .ok_or_else(|| Failure(format!("the behavior `{}` of `{}` asks for no signature", behavior.title, site.label)))?;
    if sign.verify {
        return verified(sign, &request, &router, &understood, terminal);
    }
    signed(sign, &Asked { site, behavior, signers }, &understood, terminal)
}

/// What a URL leads to.
struct Asked<'r> {
    site: &'r Site,
    behavior: &'r Behavior,
    signers: &'r Signers,
}

fn signed(sign: &Sign, asked: &Asked, understood: &Understood, terminal: &Terminal) -> Result<Verdict, Failure> {
    let (Some(path), Some(expires)) = (&sign.key, &sign.expires) else {
        return Err(Failure("signing needs --key and --expires".to_owned()));
    };
    let pem = read::named(path).map_err(|why| Failure(format!("cannot read {}: {why}", path.display())))?;
    let key = SigningKey::read(&pem).map_err(|why| Failure(format!("{}: {}", path.display(), why.told())))?;
    let (id, note) = key_id(sign, asked, &key)?;
    let refused = sign.source.as_ref().filter(|_| asked.site.ipv6).map(|_| {
        format!(
            "`{}` answers over IPv6, too, and a policy names IPv4 addresses only: who comes over IPv6 is refused, unless it has \
             `ipv6 = false` [CF-033]",
            asked.site.label
        )
    });
    let notes: Vec<String> = note.into_iter().chain(refused).collect();
    let note = (!notes.is_empty()).then(|| notes.join("; "));
    let terms = Terms {
        key: id,
        resource: sign.url.clone(),
        expires: time(expires)?,
        starts: sign.starts.as_deref().map(time).transpose()?,
        source: sign.source.as_deref().map(network).transpose()?,
        hash: match sign.hash {
            HashWord::Sha1 => Hash::Sha1,
            HashWord::Sha256 => Hash::Sha256,
        },
        custom: sign.custom,
    };
    if terms.starts.is_some_and(|starts| starts >= terms.expires) {
        return Err(Failure("--starts is not before --expires, so the signature would never be good".to_owned()));
    }
    let carried = if sign.cookies { Carried::Cookies } else { Carried::Query };
    let pairs = terms.signed(&key, carried).map_err(|why| Failure(why.told().to_owned()))?;
    let text = match carried {
        Carried::Cookies => pairs.iter().map(|(name, value)| format!("{name}={value}\n")).collect::<String>(),
        Carried::Query => format!("{}\n", with_parameters(&sign.url, &pairs)),
    };
    if terminal.is_for_machines() {
        let parts: serde_json::Map<String, serde_json::Value> =
            pairs.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
        let signed = json!({
            "url": if sign.cookies { sign.url.clone() } else { text.trim_end().to_owned() }, "policy": terms.text(),
            "key_pair_id": terms.key, "in": if sign.cookies { "cookies" } else { "url" }, "parts": parts, "note": note,
        });
        understood.findings.document().with("signed", signed).print(terminal)?;
        return Ok(Verdict::Fine);
    }
    for note in notes {
        terminal.tell(&format!("note: {note}\n"));
    }
    terminal.print(&text)?;
    Ok(Verdict::Fine)
}

/// The id of the public key that belongs to a private one, and what is to be known of it.
fn key_id(sign: &Sign, asked: &Asked, key: &SigningKey) -> Result<(String, Option<String>), Failure> {
    let Asked { site, behavior, signers } = asked;
    let fits = |known: &&SignerKey| known.pem.as_deref().is_some_and(|pem| key.fits(pem));
    let found = signers.keys.iter().find(fits);
    match (found, &sign.key_id) {
        (Some(found), Some(id)) if found.id.as_ref().is_some_and(|known| **known != **id) => {
            Err(Failure(format!("the program says that the id of `{}` is another than `{id}`", found.label)))
        }
        (Some(_), Some(id)) => Ok((id.clone(), None)),
        (Some(SignerKey { id: Some(id), .. }), None) => Ok((id.to_string(), None)),
        (Some(found), None) => {
            let note = format!(
                "only AWS knows the id of `{}`: its name stands for it, which is enough for the dry run; --key-id says the id",
                found.label
            );
            Ok((found.label.to_string(), Some(note)))
        }
        (None, Some(id)) if signers.others => {
            let note = format!(
                "the program does not have the keys that `{}` believes: whether this is one was not looked at",
                behavior.title
            );
            Ok((id.clone(), Some(note)))
        }
        (None, None) if signers.others => Err(Failure(format!(
            "the program does not have the keys that `{}` believes; --key-id says the id of yours",
            behavior.title
        ))),
        (None, _) => {
            let keys: Vec<String> = signers.keys.iter().map(|key| format!("`{}`", key.label)).collect();
            Err(Failure(format!(
                "the key is the private half of none that `{}` of `{}` believes: {}",
                behavior.title,
                site.label,
                keys.join(", ")
            )))
        }
    }
}

fn with_parameters(url: &str, pairs: &[(String, String)]) -> String {
    let added: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let link = match url.split_once('?') {
        None => "?",
        Some((_, "")) => "",
        Some(_) => "&",
    };
    format!("{url}{link}{}", added.join("&"))
}

fn verified(
    sign: &Sign,
    request: &Request,
    router: &Router,
    understood: &Understood,
    terminal: &Terminal,
) -> Result<Verdict, Failure> {
    let mut request = request.clone();
    request.cookies.extend(sign.cookie.iter().cloned());
    let mut world = World { place: Place { address: sign.from, ..Place::default() }, ..World::default() };
    world.state.time = Some(match &sign.at {
        Some(at) => instant(at).ok_or_else(|| Failure(format!("`{at}` is no time such as 2026-11-01T12:00:00Z")))?,
        None => now()?,
    });
    let mut steps = Steps::default();
    let (holds, verdict) = match router.http.signature(&request, &world, &mut steps) {
        Signature::Holds => (Some(true), Verdict::Fine),
        Signature::Fails => (Some(false), Verdict::Findings),
        Signature::Unverified => (None, Verdict::Findings),
    };
    let sources = &understood.findings.sources;
    if terminal.is_for_machines() {
        let document = understood.findings.document().with("holds", holds).with("steps", shown::steps(&steps.0, sources));
        document.print(terminal)?;
        return Ok(verdict);
    }
    let said = match holds {
        Some(true) => "it may pass",
        Some(false) => "it may not pass: 403",
        None => "it cannot be said: the program does not have the key",
    };
    terminal.print(&format!("{said}\n{}", shown::why(&steps.0, sources)))?;
    Ok(verdict)
}

/// A time, or a duration from now, in seconds since 1970.
fn time(text: &str) -> Result<u64, Failure> {
    let unit = |letter: char| match letter {
        's' => Some(1),
        'm' => Some(60),
        'h' => Some(3_600),
        'd' => Some(86_400),
        _ => None,
    };
    let wrong = || Failure(format!("`{text}` is neither a time such as 2026-11-01T13:00:00Z nor a duration such as 1h"));
    if let Some(at) = instant(text) {
        return Ok(at);
    }
    let last = text.chars().next_back().ok_or_else(wrong)?;
    let number = text.strip_suffix(last).and_then(|number| number.parse::<u64>().ok());
    let seconds = number.zip(unit(last)).and_then(|(number, unit)| number.checked_mul(unit)).ok_or_else(wrong)?;
    now()?.checked_add(seconds).ok_or_else(wrong)
}

fn network(text: &str) -> Result<String, Failure> {
    match text.parse::<Network>().map(Network::address) {
        Ok(std::net::IpAddr::V4(_)) => Ok(text.to_owned()),
        _ => Err(Failure(format!("`{text}` is no IPv4 address or network; a policy can name no other"))),
    }
}

fn now() -> Result<u64, Failure> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map(|now| now.as_secs()).map_err(|_| Failure("the clock of this machine stands before 1970".to_owned()))
}
