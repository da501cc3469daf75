//! What can go wrong while a change is deployed, though both ends are right: one row each, and all of its wording.
//!
//! In: nothing. Out: rows by their code. Deliberately absent: finding them.

/// Everything there is to say of one hazard.
#[derive(Debug, PartialEq, Eq)]
pub struct Peril {
    /// `HZ-101`.
    pub code: &'static str,
    /// What it is.
    pub title: &'static str,
    /// What happens, and why.
    pub reason: &'static str,
    /// What to do instead, in order.
    pub steps: &'static [&'static str],
    /// The facts it rests on.
    pub source: &'static str,
}

macro_rules! perils {
    ($($name:ident = $code:literal $title:literal { $reason:literal; $($step:literal),+ ; $source:literal })*) => {
        $(pub(super) const $name: &Peril =
            &Peril { code: $code, title: $title, reason: $reason, steps: &[$($step),+], source: $source };)*
        /// Every hazard, in the order of their codes.
        pub const PERILS: &[&Peril] = &[$($name),*];
    };
}

perils! {
    MOVED_ALIAS = "HZ-101" "a domain moves to another distribution" {
        "one distribution at a time may have a domain: whichever is updated first is refused with CNAMEAlreadyExists";
        "deploy the new distribution without the domain, with a certificate that covers it",
        "move it: aws cloudfront associate-alias --target-distribution-id NEW --alias DOMAIN",
        "point the DNS record to the new distribution",
        "deploy this change, which then finds the domain where it belongs";
        "CloudFront API: CNAMEAlreadyExists, AssociateAlias"
    }
    POLICY_CHANGED = "HZ-102" "a name changes its routing policy" {
        "records of another policy cannot be created beside the old ones, and the old ones have to go first: until the new ones are there, the name has no answer";
        "write the records of the new policy under another name, and deploy",
        "delete the old records and create an alias to the new name in one change batch, which Route 53 makes at once",
        "deploy this change later, when the name may be still for a moment, or keep the alias";
        "Route 53 API: InvalidChangeBatch, a conflicting record set of another policy"
    }
    STILL_IN_USE = "HZ-103" "something is deleted that a distribution still uses until it is updated" {
        "CloudFront refuses to delete what a distribution uses, and a change that deletes it and its last use together may come to it first";
        "keep it, and deploy the distribution that no longer uses it",
        "wait until the distribution is deployed",
        "deploy this change, which deletes it";
        "CloudFront API: CachePolicyInUse, FunctionInUse, OriginAccessControlInUse, PublicKeyInUse"
    }
    REPLICATED = "HZ-104" "a Lambda@Edge function is no longer used" {
        "its replicas are removed some hours after the last distribution lets it go; until then Lambda refuses to delete it";
        "deploy this change, and leave the function where it is",
        "wait some hours, until the replicas are gone",
        "delete the function";
        "CF-423: AWS docs, Delete Lambda@Edge functions and replicas"
    }
    KEY_CHANGED = "HZ-105" "a public key has other content" {
        "the content of a key cannot be changed: another key takes its place, and every signature made with the old one is refused at once";
        "add a second public key beside the old one, to the same key group, and deploy",
        "sign with the new key",
        "wait until all that was signed with the old key has run out",
        "remove the old key from the group, deploy, and then delete it";
        "CloudFront API: CannotChangeImmutablePublicKeyFields"
    }
    IDENTIFIER_CHANGED = "HZ-106" "a set identifier changes" {
        "a record with another identifier is another record: the new one is refused while the old one has the same place, and between the two the place has no record";
        "keep the identifier: it is not seen by viewers",
        "or delete the old record and create the new one in one change batch";
        "Route 53 API: InvalidChangeBatch, a record set of the same name, type and region exists"
    }
    LONG_STAY = "HZ-107" "weights move while answers are kept for long" {
        "resolvers go on with the old shares for as long as they keep answers, and a way back takes as long";
        "lower the TTL to 60s, with the weights as they are, and deploy",
        "wait as long as the old TTL says",
        "move the weights",
        "raise the TTL again when they stay";
        "R53-148, R53-588"
    }
    SERVERS_AND_RECORDS = "HZ-108" "name servers and records change in one step" {
        "resolvers keep the old name servers for up to two days, and until then some viewers see the old records and some the new ones";
        "make the records on the new name servers answer as the old ones do, and deploy",
        "change the name servers",
        "wait as long as the old NS record is kept, two days at a registrar",
        "change the records";
        "R53-580, R53-581"
    }
    ZONE_DELETED = "HZ-109" "a zone is deleted" {
        "Route 53 refuses to delete a zone that holds records of others, validation records and what was made by hand among them; a zone made anew has other name servers";
        "list what the zone holds: aws route53 list-resource-record-sets --hosted-zone-id ID",
        "move or delete what is not of this program, and switch DNSSEC off at the parent first",
        "take the NS records out of the parent, and wait as long as they are kept",
        "deploy this change";
        "R53-016: HostedZoneNotEmpty"
    }
    WEAKENED = "HZ-110" "viewers are sent to what is known to be down" {
        "there are states of health in which the old records answered something that is well and the new ones answer what its check says is not";
        "give what stands in for it a health check, or evaluate_health, and a record to fall back to",
        "deploy this change when the line above no longer says so";
        "answer algorithm of Route 53, from the dry run"
    }
    PLACE_UNANSWERED = "HZ-111" "somebody loses the answer that others keep" {
        "the records that remain apply to none of these viewers, or to none in this state: they get an empty answer, and resolvers keep that";
        "add a default to the records, or one for the place",
        "deploy this change when the line above no longer says so";
        "R53-266, K8"
    }
    ORIGIN_PUBLIC = "HZ-112" "an origin becomes reachable past the edge" {
        "it was private, and CloudFront was the only way to it; now whoever knows its name gets past the firewall, signatures and cache";
        "keep it private, by origin access control or as a VPC origin",
        "or make the origin ask for a header that only the distribution sends, deploy that, and then this change";
        "AWS docs: Restrict access to an origin"
    }
    UNSIGNED = "HZ-113" "paths no longer require a signature" {
        "whoever has the URL may fetch it, and copies of what was private are served from the edge";
        "make sure that what lies there is meant for everybody",
        "or keep signed_by on a behavior of its own for what is not";
        "CloudFront developer guide: Serve private content"
    }
}
