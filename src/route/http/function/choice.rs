//! What a function says of the origin of a request: another one, one that it makes up, two of which the second is a spare.
//!
//! In: what it called, in order. Out: the number of the origin that is asked, and that origin where it is not as the program has it.
//! Deliberately absent: the same of Lambda@Edge, whose events carry the origin (`lambda`).

use super::super::decide::Run;
use super::super::message::Protocol;
use super::super::site::{Behavior, Group, Origin, Signing, Sort, Speaks};
use super::Fault;
use crate::route::{Step, Watch};
use serde_json::{Map, Value};
use std::sync::Arc;

/// The origin that a function chose for a request.
#[derive(Debug)]
pub(in crate::route::http) struct Chosen {
    /// Its number.
    pub number: usize,
    /// An origin as the function made it, and the number of the one whose place it takes.
    pub made: Option<(usize, Box<Origin>)>,
}

impl Run<'_> {
    /// What a function's calls come to; `None` where it made none.
    pub(super) fn chosen(
        &self,
        choices: &[(String, String)],
        behavior: &Behavior,
        watch: &mut impl Watch,
    ) -> Result<Option<Chosen>, Fault> {
        let mut chosen: Option<Chosen> = None;
        for (verb, what) in choices {
            let what: Value = serde_json::from_str(what).unwrap_or(Value::Null);
            let Some(number) = chosen.as_ref().map(|chosen| chosen.number).or(behavior.origin) else { return Ok(None) };
            chosen = Some(match verb.as_str() {
                "select" => self.selected(&what, watch)?,
                "group" => self.grouped(number, &what, watch)?,
                _ => self.changed(number, chosen, &what, watch)?,
            });
        }
        Ok(chosen)
    }

    fn selected(&self, what: &Value, watch: &mut impl Watch) -> Result<Chosen, Fault> {
        let number = self.with_id(what)?;
        let label = &self.hosts.origins[number].label;
        watch.step(|| Step::new("EV-139", format!("it chooses the origin {label}")).below(1));
        Ok(Chosen { number, made: None })
    }

    /// Two origins, in the place of the one that is asked.
    fn grouped(&self, number: usize, what: &Value, watch: &mut impl Watch) -> Result<Chosen, Fault> {
        let ids = what["ids"].as_array().map_or(&[][..], Vec::as_slice);
        let members = ids.iter().map(|id| self.with_id(id)).collect::<Result<Vec<usize>, Fault>>()?;
        let codes = what["on"].as_array().map_or(&[][..], Vec::as_slice);
        let on: Vec<u16> = codes.iter().filter_map(|code| u16::try_from(code.as_u64()?).ok()).collect();
        watch.step(|| {
            let labels: Vec<&str> = members.iter().map(|member| &*self.hosts.origins[*member].label).collect();
            let codes: Vec<String> = on.iter().map(u16::to_string).collect();
            let text = format!("it asks {}, in this order, the second after {}", labels.join(" and "), codes.join(", "));
            Step::new("EV-139", text).below(1)
        });
        let group = Group { members, on, by_quality: what["by"] == "media-quality-score" };
        let origin = Origin { group: Some(group), ..self.hosts.origins[number].clone() };
        Ok(Chosen { number, made: Some((number, Box::new(origin))) })
    }

    /// The origin that is asked, or the first of its failover, with other settings.
    fn changed(&self, number: usize, before: Option<Chosen>, what: &Value, watch: &mut impl Watch) -> Result<Chosen, Fault> {
        let made = before.and_then(|chosen| chosen.made);
        let group = match &made {
            Some((_, origin)) => origin.group.as_ref(),
            None => self.hosts.origins[number].group.as_ref(),
        };
        if group.is_some() && made.is_some() {
            return Err(Fault::origin("a failover that the function made cannot be changed here"));
        }
        let of = group.and_then(|group| group.members.first().copied()).unwrap_or(number);
        let mut origin = made.map_or_else(|| self.hosts.origins[of].clone(), |(_, origin)| *origin);
        if let Value::Object(settings) = what {
            apply(settings, &mut origin)?;
        }
        watch.step(|| {
            let host = origin.host.as_deref().unwrap_or("(the origin's own host)");
            Step::new("EV-139", format!("it sends the request to {host}{}", origin.path)).below(1)
        });
        if origin.told_host.is_some() {
            let text = "what it says of the host is taken to win over what is forwarded";
            watch.step(|| Step::new("EV-139", text).estimated().below(1));
        }
        Ok(Chosen { number, made: Some((of, Box::new(origin))) })
    }

    fn with_id(&self, id: &Value) -> Result<usize, Fault> {
        let known = id.as_str().and_then(|id| self.origins().find(|(label, _)| *label == id));
        known.map(|(_, number)| number).ok_or_else(|| Fault::origin("no origin of this distribution has that id"))
    }
}

impl Fault {
    fn origin(why: impl Into<String>) -> Fault {
        Fault { status: 503, rule: "EV-139", why: why.into(), estimate: true }
    }
}

/// Settings that are not given stay as they are.
fn apply(settings: &Map<String, Value>, origin: &mut Origin) -> Result<(), Fault> {
    let text = |name: &str| settings.get(name).and_then(Value::as_str).map(Arc::<str>::from);
    let part = |name: &str| settings.get(name).and_then(Value::as_object);
    if let Some(host) = text("domainName") {
        if host.is_empty() || host.len() > 253 || host.contains(':') || host.parse::<std::net::IpAddr>().is_ok() {
            return Err(Fault::origin(format!("`{host}` is no domain name of an origin")));
        }
        origin.told_host = Some(host.clone());
        origin.host = Some(host);
    }
    origin.told_host = text("hostHeader").or(origin.told_host.take());
    if let Some(path) = text("originPath") {
        if !path.is_empty() && (!path.starts_with('/') || path.ends_with('/') || path.len() > 255) {
            return Err(Fault::origin(format!("`{path}` is no path of an origin: it begins with a slash and ends with none")));
        }
        origin.path = path;
    }
    if let Some(headers) = part("customHeaders") {
        origin.headers =
            headers.iter().filter_map(|(name, value)| Some((name.as_str().into(), value.as_str()?.into()))).collect();
    }
    if let Some(shield) = part("originShield") {
        let is_on = shield.get("enabled") == Some(&Value::Bool(true));
        origin.shield = shield.get("region").and_then(Value::as_str).filter(|_| is_on).map(Arc::from);
    }
    if let Some(access) = part("originAccessControlConfig") {
        let is_on = access.get("enabled") == Some(&Value::Bool(true));
        origin.signing = match access.get("signingBehavior").and_then(Value::as_str) {
            _ if !is_on => Signing::Never,
            Some("never") => Signing::Never,
            Some("no-override") => Signing::NoOverride,
            _ => Signing::Always,
        };
        match access.get("originType").and_then(Value::as_str).filter(|_| is_on) {
            Some("s3") => origin.sort = Sort::Bucket,
            Some("lambda") => origin.sort = Sort::LambdaUrl,
            _ => {}
        }
    }
    if let Some(timeouts) = part("timeouts") {
        let seconds = |name: &str, otherwise| timeouts.get(name).and_then(Value::as_u64).unwrap_or(otherwise);
        origin.wire.response = seconds("readTimeout", origin.wire.response);
        origin.wire.keepalive = seconds("keepAliveTimeout", origin.wire.keepalive);
        origin.wire.connection = seconds("connectionTimeout", origin.wire.connection);
    }
    origin.wire.attempts = settings.get("connectionAttempts").and_then(Value::as_u64).unwrap_or(origin.wire.attempts);
    if let Some(custom) = part("customOriginConfig") {
        let protocol = match custom.get("protocol").and_then(Value::as_str) {
            Some("http") => Some(Protocol::Http),
            Some("https") => Some(Protocol::Https),
            _ => None,
        };
        origin.sort = Sort::Host;
        origin.speaks = protocol.map_or(origin.speaks, Speaks::Always);
        if let Some(port) = custom.get("port").and_then(Value::as_u64) {
            (origin.wire.http_port, origin.wire.https_port) = (port, port);
        }
    }
    Ok(())
}
