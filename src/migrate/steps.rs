//! What to do, in which order, and until when to wait.
//!
//! In: a zone file, and how long things are kept that it does not say. Out: steps with their times, in seconds from the first. What
//! protects comes first and is waited for: no signatures, short TTLs; records and name servers never change in one step
//! (R53-580 and following). Deliberately absent: calendars, and doing it.

use super::program::shown;
use crate::zonefile::{Set, Zone};

/// How long things are kept, in seconds.
#[derive(Clone, Copy, Debug)]
pub struct Lengths {
    /// TTL of records while the zone moves.
    pub moving: u32,
    /// TTL of the zone's own NS records while it moves.
    pub name_servers: u32,
    /// TTL of the delegation, which the registry says and nobody else can change.
    pub delegation: u32,
    /// TTL of the DS records at the registry.
    pub signatures: u32,
}

impl Default for Lengths {
    fn default() -> Lengths {
        Lengths { moving: 60, name_servers: 900, delegation: 172_800, signatures: 86_400 }
    }
}

/// One step.
#[derive(Clone, Debug)]
pub struct Step {
    /// What is done.
    pub title: String,
    /// When it may begin, in seconds after the first.
    pub begins: u64,
    /// Until when to wait before the next, and why then; `None` where there is nothing to wait for.
    pub waits: Option<(u64, String)>,
    /// How: commands, or sentences.
    pub how: Vec<String>,
    /// What the step rests on.
    pub rule: &'static str,
}

impl Step {
    fn new(begins: u64, rule: &'static str, title: impl Into<String>) -> Step {
        Step { title: title.into(), begins, waits: None, how: Vec::new(), rule }
    }

    fn how<const N: usize>(mut self, lines: [String; N]) -> Step {
        self.how.extend(lines);
        self
    }

    fn until(mut self, seconds: impl Into<u64>, why: impl Into<String>) -> Step {
        self.waits = Some((seconds.into(), why.into()));
        self
    }
}

/// TTL that Route 53 gives the NS records of an apex, and that they go back to (R53-149). NS records whose TTL nobody knows are taken
/// to have it, too.
const NAME_SERVERS: u32 = 172_800;
/// So long the old name servers answer at least, once they are no longer named (R53-585).
const KEPT: u64 = 172_800;
/// What stands for a name server of the new zone.
const NEW: &str = "NEW_NAME_SERVER";

/// A move to plan.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// The zone.
    pub zone: &'a Zone,
    /// Its records.
    pub sets: &'a [Set],
    /// How long things are kept.
    pub lengths: Lengths,
    /// Builds the program.
    pub build: &'a str,
    /// By what the program keeps answers short.
    pub shortened: &'a str,
    /// Builds it with the TTLs of old.
    pub restore: &'a [String],
    /// The file of what to ask both sides.
    pub questions: &'a str,
}

/// The steps of a move.
pub fn steps(plan: &Plan) -> Vec<Step> {
    let (slowest, why) = plan.slowest();
    let switch = u64::from(slowest);
    let settled = switch + KEPT.max(plan.lengths.delegation.into()).max(plan.old_ttl().into());
    let wait = Step::new(0, "R53-581", "wait, and change no record")
        .how(["compare again before going on".to_owned()])
        .until(switch, format!("{}: {why}", shown(slowest)));
    let mut steps = vec![plan.made(), plan.compared(), plan.unsigned(), plan.short_name_servers()];
    steps.extend(plan.short_records());
    steps.extend([wait, plan.switched(switch), plan.watched(switch, settled), plan.restored(settled), plan.afterwards(settled)]);
    steps
}

impl Plan<'_> {
    fn old_ttl(&self) -> u32 {
        self.zone.name_servers_ttl.unwrap_or(NAME_SERVERS)
    }

    /// How long an answer of the old zone is kept at most, that there is nothing included.
    fn longest(&self) -> u32 {
        self.sets.iter().map(|set| set.ttl).chain(self.zone.negative_ttl).max().unwrap_or(0)
    }

    /// What has to be waited for the longest.
    fn slowest(&self) -> (u32, &'static str) {
        let old = match self.zone.name_servers_ttl {
            Some(_) => "NS records of the old zone",
            None => "NS records of the old zone; the file has none, so the longest usual TTL is taken",
        };
        let waits = [
            (self.lengths.signatures, "DS records of the registry, where there are any"),
            (self.old_ttl(), old),
            (self.longest(), "longest TTL of any record, or of there being none"),
            (self.lengths.delegation, "delegation at the registry, which nobody can shorten"),
        ];
        waits.into_iter().fold((0, ""), |most, next| if next.0 >= most.0 { next } else { most })
    }

    /// Asks one server everything.
    fn ask(&self, server: &str, to: &str) -> String {
        format!("dig @{server} +norecurse +noall +answer -f {} | sort > {to}", self.questions)
    }

    fn made(&self) -> Step {
        let domain = &self.zone.domain;
        let title = format!("make the zone in Route 53, with its {}", sets(self.sets.len()));
        Step::new(0, "R53-580", title).how([
            self.build.to_owned(),
            "deploy what is in out/; nobody asks the new zone yet".to_owned(),
            format!(
                "aws route53 list-hosted-zones-by-name --dns-name {domain} --max-items 1 --query 'HostedZones[0].Id' --output text"
            ),
            "aws route53 get-hosted-zone --id ZONE_ID --query DelegationSet.NameServers --output text".to_owned(),
        ])
    }

    fn compared(&self) -> Step {
        let old = self.zone.name_servers.first().map_or("OLD_NAME_SERVER", |name| &**name);
        Step::new(0, "R53-580", "compare what both name servers answer").how([
            self.ask(old, "old.txt"),
            self.ask(NEW, "new.txt"),
            "diff old.txt new.txt".to_owned(),
            "Only TTLs differ. Texts that the old server splits otherwise are the same text.".to_owned(),
        ])
    }

    fn unsigned(&self) -> Step {
        let signed = match self.zone.is_signed {
            true => "The file is signed, so the registry has one.",
            false => "No answer: the zone is not signed, and nothing is to be done here.",
        };
        Step::new(0, "R53-403", "remove the DS record at the registrar, if there is one")
            .how([
                format!("dig DS {} +short", self.zone.domain),
                signed.to_owned(),
                "Route 53 takes no keys of others: signed by one and answered by the other, the domain would not resolve."
                    .to_owned(),
            ])
            .until(
                self.lengths.signatures,
                "where there was one, it is kept that long; only then may the old provider stop signing",
            )
    }

    fn short_name_servers(&self) -> Step {
        let (domain, ttl) = (&self.zone.domain, self.lengths.name_servers);
        Step::new(0, "R53-580", format!("at the old provider, lower the TTL of NS {domain} to {}", shown(ttl)))
            .how([format!("and in the new zone: change-resource-record-sets, UPSERT {domain} NS with TTL {ttl}")])
            .until(self.old_ttl(), "the old NS records are kept that long")
    }

    fn short_records(&self) -> Option<Step> {
        let lowered = self.sets.iter().filter(|set| set.ttl > self.lengths.moving).count();
        let title = format!("at the old provider, lower the TTL of {} to {}", sets(lowered), shown(self.lengths.moving));
        let step = Step::new(0, "R53-580", title)
            .how([format!("the new zone has them already: {}", self.shortened)])
            .until(self.longest(), "answers with the old TTLs are kept that long");
        (lowered > 0).then_some(step)
    }

    fn switched(&self, begins: u64) -> Step {
        let old: Vec<&str> = self.zone.name_servers.iter().map(|name| &**name).collect();
        let old = if old.is_empty() { String::new() } else { format!(": {}", old.join(", ")) };
        let title = "switch: at the registrar, put exactly the four name servers of the new zone";
        let servers = "Name=NS1 Name=NS2 Name=NS3 Name=NS4";
        let domain = &self.zone.domain;
        Step::new(begins, "R53-582", title).how([
            format!(
                "aws route53domains update-domain-nameservers --region us-east-1 --domain-name {domain} --nameservers {servers}"
            ),
            "or at the registrar that has the domain; no record changes in this step".to_owned(),
            format!("to go back: put the old ones again{old}"),
        ])
    }

    fn watched(&self, begins: u64, settled: u64) -> Step {
        let domain = &self.zone.domain;
        Step::new(begins, "R53-585", "watch both sides; the old name servers go on answering")
            .how([format!("dig NS {domain} +short"), format!("dig +trace {domain} SOA"), self.ask(NEW, "new.txt")])
            .until(settled, "until then resolvers may ask the old name servers")
    }

    fn restored(&self, begins: u64) -> Step {
        let mut step = Step::new(begins, "R53-580", "restore the TTLs, and delete the zone at the old provider");
        step.how.extend_from_slice(self.restore);
        step.how([format!("UPSERT {} NS with TTL {NAME_SERVERS}", self.zone.domain)])
    }

    fn afterwards(&self, begins: u64) -> Step {
        let how = "a transfer moves no name servers; a `key_signing_key` signs, and its DS goes to the registrar last";
        Step::new(begins, "R53-586", "if wanted: transfer the registration, and sign the zone again").how([how.to_owned()])
    }
}

/// `1 record set`, `5 record sets`
fn sets(count: usize) -> String {
    if count == 1 { "1 record set".to_owned() } else { format!("{count} record sets") }
}
