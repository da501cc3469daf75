//! Signed URLs and signed cookies.
//!
//! In: a request, the keys that a behavior believes, a time, an address. Out: whether the request may pass, and a step for each thing
//! that decided. The signature itself is verified. Deliberately absent: how private keys are kept.

mod keys;
mod policy;
mod resource;
mod terms;

pub use keys::{BadKey, Hash, SigningKey};
pub use terms::{Carried, Terms};

use super::Hosts;
use super::key::SIGNING;
use super::message::Request;
use super::site::{Behavior, SignerKey, Signers};
use crate::route::{Network, Step, Watch, World};
use crate::schema::BlockId;
use keys::PublicKey;
use policy::Policy;
use resource::Resource;
use std::net::IpAddr;

/// What a signature is believed for without being verified: somebody says who signed what, and no private key is at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vouched {
    /// The public key it was made for.
    pub key: BlockId,
    /// The text that was signed.
    pub text: String,
}

/// Whether a request shows that it may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signature {
    /// It does.
    Holds,
    /// It brings a signature of a key that the program does not have.
    Unverified,
    /// It does not.
    Fails,
}

impl Hosts {
    /// Whether a request shows that it may come: it does where nobody asks, and does not where no distribution answers.
    pub fn signature(&self, request: &Request, world: &World, watch: &mut impl Watch) -> Signature {
        self.behavior(request).map_or(Signature::Fails, |(_, behavior)| judge(request, behavior, world, watch))
    }
}

/// The request without the parameters of a signature.
pub(super) fn unsigned(request: &Request) -> Request {
    let kept: Vec<&str> = request.parameters().filter(|(name, _)| !SIGNING.contains(name)).map(|(_, text)| text).collect();
    Request { query: (!kept.is_empty()).then(|| kept.join("&")), ..request.clone() }
}

/// The parts of a signature, wherever they stand.
struct Parts<'r> {
    expires: Option<&'r str>,
    policy: Option<&'r str>,
    signature: Option<&'r str>,
    key: Option<&'r str>,
    hash: Option<&'r str>,
    /// The rule of the place they stand in, and its name.
    place: (&'static str, &'static str),
}

impl<'r> Parts<'r> {
    /// By URL if any parameter of a signature is there, else by cookies.
    fn of(request: &'r Request) -> Option<Parts<'r>> {
        let parameter = |name: &str| {
            let found = request.parameters().find(|(known, _)| *known == name);
            found.map(|(_, text)| text.split_once('=').map_or("", |(_, value)| value))
        };
        let cookie = |name: &str| {
            let is_it = |known: &str| known.strip_prefix("CloudFront-") == Some(name);
            request.cookies.iter().find(|(known, _)| is_it(known)).map(|(_, value)| value.as_str())
        };
        Parts::from(SIGNING.map(parameter), ("EV-067", "URL")).or_else(|| Parts::from(SIGNING.map(cookie), ("EV-090", "cookies")))
    }

    fn from(
        [expires, policy, signature, key, hash]: [Option<&'r str>; 5],
        place: (&'static str, &'static str),
    ) -> Option<Parts<'r>> {
        let any = [expires, policy, signature, key, hash].iter().any(Option::is_some);
        any.then_some(Parts { expires, policy, signature, key, hash, place })
    }

    /// A part that has to be there.
    fn whole(&self, part: Option<&'r str>, name: &str) -> Result<&'r str, Step> {
        part.ok_or_else(|| Step::new(self.place.0, format!("the signature in the {} lacks {name}", self.place.1)))
    }
}

/// Whether a request may pass a behavior: it may where no signature is asked for.
pub(super) fn judge(request: &Request, behavior: &Behavior, world: &World, watch: &mut impl Watch) -> Signature {
    let Some(signers) = &behavior.signers else { return Signature::Holds };
    judged(request, signers, world, watch).unwrap_or_else(|step| {
        watch.step(|| Step { text: format!("{}: 403", step.text), span: step.span.or(Some(behavior.span)), ..step });
        Signature::Fails
    })
}

fn judged(request: &Request, signers: &Signers, world: &World, watch: &mut impl Watch) -> Result<Signature, Step> {
    let parts = Parts::of(request).ok_or_else(|| Step::new("EV-066", "a signature is asked for, and there is none"))?;
    let signature = parts.whole(parts.signature, "the signature itself")?;
    let key = parts.whole(parts.key, "Key-Pair-Id")?;
    let asked = unsigned(request);
    let alphabet = |what: &str| Step::new("EV-074", format!("the {what} is not in CloudFront's form of base64"));
    let (text, policy) = match (parts.policy, parts.expires) {
        (Some(policy), _) => {
            let text = keys::decoded(policy).ok_or_else(|| alphabet("policy"))?;
            let policy = Policy::read(&text).map_err(|(rule, why)| Step::new(rule, why))?;
            (text, policy)
        }
        (None, Some(expires)) => {
            let expires = expires.parse().map_err(|_| Step::new("EV-071", format!("`{expires}` is no time in seconds")))?;
            (policy::canned(&asked.url(), expires).into_bytes(), Policy::until(expires))
        }
        (None, None) => {
            return Err(Step::new(parts.place.0, format!("the {} has neither an expiry nor a policy", parts.place.1)));
        }
    };
    let signed = Signed {
        text: &text,
        signature: keys::decoded(signature).filter(|_| request.vouched.is_none()),
        hash: match parts.hash {
            None | Some("SHA1") => Hash::Sha1,
            Some("SHA256") => Hash::Sha256,
            Some(other) => return Err(Step::new("EV-089", format!("`{other}` is neither SHA1 nor SHA256")).estimated()),
        },
        vouched: request.vouched.as_ref(),
    };
    let found = signed.by(key, signers, watch)?;
    in_time(&policy, world.state.time, watch)?;
    from_there(&policy, world.place.address, watch)?;
    if parts.policy.is_some() {
        for_this(&policy, &asked, watch)?;
    }
    Ok(found)
}

/// A text with its signature.
struct Signed<'s> {
    text: &'s [u8],
    /// `None` where it is no base64.
    signature: Option<Vec<u8>>,
    hash: Hash,
    vouched: Option<&'s Vouched>,
}

impl Signed<'_> {
    /// Whether one of the keys that are believed signed it.
    fn by(&self, id: &str, signers: &Signers, watch: &mut impl Watch) -> Result<Signature, Step> {
        let named = |key: &&SignerKey| key.id.as_deref() == Some(id) || *key.label == *id;
        let keys: Vec<&SignerKey> = match signers.keys.iter().find(named) {
            Some(key) => vec![key],
            None => signers.keys.iter().filter(|key| key.id.is_none()).collect(),
        };
        let mut why = Step::new("EV-087", format!("no key `{id}` is in the key groups of the behavior"));
        for key in keys {
            match self.is_of(key) {
                Ok(how) => {
                    let is_guess = key.id.is_none() && *key.label != *id;
                    watch.step(|| {
                        let step =
                            |more| Step::new("EV-089", format!("it is signed with {}, {how}{more}", key.label)).about(key.span);
                        if is_guess { step(", taken to have this id: AWS gives it").estimated() } else { step("") }
                    });
                    return Ok(Signature::Holds);
                }
                Err(step) => why = step,
            }
        }
        if signers.others {
            watch.step(|| {
                Step::new("EV-087", format!("the key `{id}` is not in the program: the signature is taken to hold")).estimated()
            });
            return Ok(Signature::Unverified);
        }
        Err(why)
    }

    /// How a key signed it, or why it did not.
    fn is_of(&self, key: &SignerKey) -> Result<String, Step> {
        if let Some(vouched) = self.vouched {
            return match (vouched.key == key.block, vouched.text.as_bytes() == self.text) {
                (true, true) => Ok("as the test says".to_owned()),
                (true, false) => Err(Step::new("EV-072", "what was signed is another URL than the one asked for")),
                (false, _) => Err(Step::new("EV-087", "the key that signed it is in no key group of the behavior")),
            };
        }
        let wrong = |why: &str| Step::new("EV-089", format!("the signature is not one of {}: {why}", key.label)).about(key.span);
        let signature = self.signature.as_ref();
        let signature = signature.ok_or_else(|| Step::new("EV-074", "the signature is not in CloudFront's form of base64"))?;
        let pem = key.pem.as_deref().ok_or_else(|| wrong("the key is known only when deployed"))?;
        let public = PublicKey::read(pem).map_err(|why| wrong(why.told()))?;
        match public.verifies(self.text, signature, self.hash) {
            true => Ok(format!("{} over {}", public.sort(), self.hash.word())),
            false => Err(wrong("another key, another text or another hash")),
        }
    }
}

fn in_time(policy: &Policy, now: Option<u64>, watch: &mut impl Watch) -> Result<(), Step> {
    let Some(now) = now else {
        watch.step(|| Step::new("EV-077", "nobody says what time it is, so it is taken to be in time").estimated());
        return Ok(());
    };
    if now >= policy.expires {
        return Err(Step::new("EV-075", format!("it was good until {}, and it is {now}", policy.expires)));
    }
    if let Some(starts) = policy.starts.filter(|starts| now <= *starts) {
        return Err(Step::new("EV-076", format!("it is good after {starts}, and it is {now}")));
    }
    watch.step(|| Step::new("EV-075", format!("it is good until {}, and it is {now}", policy.expires)));
    Ok(())
}

fn from_there(policy: &Policy, address: Option<IpAddr>, watch: &mut impl Watch) -> Result<(), Step> {
    let Some(source) = &policy.source else { return Ok(()) };
    match address {
        None => {
            watch.step(|| Step::new("EV-078", format!("nobody says that the viewer is in {source}: taken to be so")).estimated())
        }
        Some(address @ IpAddr::V6(_)) => return Err(Step::new("EV-079", format!("{address} is IPv6, and it is for {source}"))),
        Some(address) if !source.holds(Network::of(address)) => {
            return Err(Step::new("EV-078", format!("{address} is not in {source}")));
        }
        Some(address) => watch.step(|| Step::new("EV-078", format!("{address} is in {source}"))),
    }
    Ok(())
}

fn for_this(policy: &Policy, asked: &Request, watch: &mut impl Watch) -> Result<(), Step> {
    let Some(text) = &policy.resource else {
        watch.step(|| Step::new("EV-085", "the policy names no resource: it opens every file wherever the key is believed"));
        return Ok(());
    };
    let resource = Resource::of(text);
    if resource.is_legacy {
        watch.step(|| Step::new("EV-084", "the policy escapes its `?`, which is no longer wanted"));
    }
    resource.covers(asked).map_err(|part| {
        let rule = if part == "host" { "EV-086" } else { "EV-080" };
        Step::new(rule, format!("the policy is for {text}, and the {part} of {} is another", asked.url()))
    })?;
    watch.step(|| Step::new("EV-080", format!("the policy for {text} covers it")));
    Ok(())
}
