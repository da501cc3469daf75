//! Who gets as far as a behavior's origin.
//!
//! In: a request and a site. Out: the behavior that takes it, or why it is turned away. AWS publishes no order for most of these
//! checks; the one here is an estimate, and most of them end in 403 whichever comes first. Deliberately absent: signatures
//! (`signed`) and functions.

use super::exchange::Denied;
use super::message::Request;
use super::path::{Matched, matched};
use super::site::{Behavior, Plain, Site};
use super::{Hosts, Protocol, Response};
use crate::route::{Certainty, Place, Step, Watch};
use std::borrow::Cow;

/// The longest path and query, in bytes.
const LONGEST_URL: usize = 8_192;
/// The longest request line with all headers, in bytes.
const LONGEST_REQUEST: usize = 32_768;

/// Whether the request is too long to be looked at.
pub(super) fn too_long(request: &Request, watch: &mut impl Watch) -> Option<u16> {
    let url = request.target().len();
    if url > LONGEST_URL {
        watch.step(|| Step::new("EV-017", format!("path and query have {url} bytes, {LONGEST_URL} are taken: 414")));
        return Some(414);
    }
    let cookies: usize = request.cookies.iter().map(|(name, value)| name.len() + value.len() + 3).sum();
    let whole = url + request.method.len() + request.host.len() + 20 + request.headers.size() + cookies;
    (whole > LONGEST_REQUEST).then(|| {
        watch.step(|| Step::new("EV-018", format!("the request has {whole} bytes, {LONGEST_REQUEST} are taken: 494")));
        494
    })
}

/// Whether viewers of the asker's country are served.
pub(super) fn is_served(site: &Site, place: &Place, watch: &mut impl Watch) -> bool {
    if site.countries == super::Countries::All {
        return true;
    }
    let Some(country) = place.nation() else {
        watch.step(|| Step::new("EV-024", "the viewer's country is not known, so it is served").about(site.span));
        return true;
    };
    let serves = site.countries.serve(country);
    watch.step(|| {
        let said = if serves { "is served" } else { "is not served: 403" };
        let rule = if matches!(site.countries, super::Countries::Only(_)) { "EV-022" } else { "EV-023" };
        Step::new(rule, format!("{country} {said}")).about(site.span)
    });
    serves
}

impl Hosts {
    /// The distribution and the behavior that take a request.
    pub fn behavior(&self, request: &Request) -> Option<(&Site, &Behavior)> {
        let (site, _) = self.site(&request.host)?;
        let behavior = behavior(site, &rooted(site, &request.path), &mut ())?;
        Some((site, &site.behaviors[behavior]))
    }
}

/// A path, or what stands for `/`.
pub(super) fn rooted<'p>(site: &Site, path: &'p str) -> Cow<'p, str> {
    match site.root.as_ref().filter(|_| path == "/") {
        Some(root) => format!("/{root}").into(),
        None => path.into(),
    }
}

/// The behavior that takes a path: the first whose pattern holds it, else the default.
pub(super) fn behavior(site: &Site, path: &str, watch: &mut impl Watch) -> Option<usize> {
    let Matched { path: seen, otherwise, decoded } = matched(path);
    if seen != path {
        watch.step(|| {
            let step = Step::new(if decoded { "EV-050" } else { "EV-046" }, format!("{path} is matched as {seen}"));
            if decoded { step.but(Certainty::Estimate) } else { step }
        });
    }
    let found = claiming(site, &seen);
    if let Some(other) = otherwise.filter(|other| claiming(site, other) != found) {
        watch.step(|| {
            let text =
                format!("if dot segments are removed before slashes are joined it is {other}, which another behavior takes");
            Step::new("EV-049", text).estimated()
        });
    }
    if watch.looks() {
        for behavior in &site.behaviors[..found.unwrap_or(0)] {
            watch.step(|| Step::new("EV-043", format!("{} does not hold {seen}", behavior.title)).about(behavior.span).below(1));
        }
    }
    if let Some(behavior) = found.and_then(|found| site.behaviors.get(found)) {
        watch.step(|| Step::new("EV-043", format!("the behavior {} takes {seen}", behavior.title)).about(behavior.span));
    }
    found
}

/// The first behavior whose pattern holds a path, else the default, which has none.
fn claiming(site: &Site, path: &str) -> Option<usize> {
    site.paths.first(path).or_else(|| site.behaviors.iter().rposition(|behavior| behavior.pattern.is_none()))
}

/// What plain HTTP is met with: `Ok` to go on, a redirect, or a refusal.
pub(super) fn plain(request: &Request, behavior: &Behavior, watch: &mut impl Watch) -> Result<(), (Response, Option<Denied>)> {
    if request.protocol == Protocol::Https {
        return Ok(());
    }
    match behavior.plain {
        Plain::Served => Ok(()),
        Plain::Refused => {
            watch.step(|| Step::new("EV-063", "plain HTTP is refused: 403").about(behavior.span));
            Err((Response::of(403), Some(Denied::Protocol)))
        }
        Plain::Redirected => {
            let status = if matches!(request.method.as_str(), "GET" | "HEAD") { 301 } else { 307 };
            let location = format!("https://{}{}", request.host, request.target());
            watch.step(|| {
                let rule = if status == 301 { "EV-061" } else { "EV-062" };
                Step::new(rule, format!("plain HTTP is sent on to {location}: {status}")).about(behavior.span)
            });
            Err((Response::of(status).with("location", location).with("x-cache", "Redirect from cloudfront"), None))
        }
    }
}

/// Whether the method, or a body where none belongs, is turned away.
pub(super) fn takes_method(request: &Request, behavior: &Behavior, watch: &mut impl Watch) -> bool {
    if !behavior.methods.iter().any(|method| **method == *request.method) {
        watch.step(|| {
            let text = format!("{} is none of {}: 403", request.method, behavior.methods.join(", "));
            Step::new("EV-020", text).about(behavior.span)
        });
        return false;
    }
    if request.method == "GET" && request.body > 0 {
        watch.step(|| Step::new("EV-019", "a GET with a body is refused: 403"));
        return false;
    }
    true
}
