//! The kinds and fields that Rust names, all of them, in one place.
//!
//! In: the schema. Out: ids for typed access. A test holds that the library has every one. Deliberately absent: meaning.

use crate::schema::{CaseId, FieldId, Kind, KindId, Schema, Shape};
use crate::source::Name;

/// Declares a view: a struct of ids for one kind, read from the schema by the names of its fields.
macro_rules! view {
    ($(#[$doc:meta])* $view:ident of $kind:literal { $($field:ident),* $(,)? } $(cases { $($case:ident),* $(,)? })?) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $view {
            /// The kind itself.
            pub kind: KindId,
            $(#[doc = concat!("The field `", stringify!($field), "`.")] pub $field: FieldId,)*
            $($(#[doc = concat!("The case `", stringify!($case), "`.")] pub $case: CaseId,)*)?
        }

        impl $view {
            /// Reads the ids; `None` where the library lacks one of them.
            pub fn of(schema: &Schema) -> Option<$view> {
                let kind = schema.kind_named(Name::of($kind))?;
                let described = schema.kind(kind);
                let _ = described;
                Some($view {
                    kind,
                    $($field: described.field_named(Name::of(stringify!($field)))?,)*
                    $($($case: described.case_named(Name::of(stringify!($case)))?,)*)?
                })
            }
        }
    };
}

view! {
    /// Records.
    RecordView of "record" {
        zone, types, name, values, ttl, evaluate_health, health, set_identifier, alias, weight, region, role, place, bias,
        collection,
    } cases { simple, weighted, latency, failover, geolocation, geoproximity, multivalue, ip_based }
}
view! {
    /// Zones.
    ZoneView of "zone" { domain_name, id, ttl, vpcs, delegation_set }
}
view! {
    /// Rules of Resolvers.
    ResolverRuleView of "resolver_rule" { domain_name, to, vpcs }
}
view! {
    /// Firewalls of Resolvers.
    FirewallView of "firewall" { vpcs, priority, rules }
}
view! {
    /// Their rules.
    FirewallRuleView of "firewall_rule" { names, action, response, override_ttl, redirects }
}
view! {
    /// Lists of names for them.
    DomainListView of "domain_list" { domains, file }
}
view! {
    /// What many VPCs have in common.
    ProfileView of "profile" { includes, vpcs }
}
view! {
    /// What a month brings.
    TrafficMonthView of "traffic" {
        of, requests, transfer, upload, hit_ratio, plain_http, viewers, shares, invalidations, lambda_time, queries, budget,
    }
}
view! {
    /// Traffic policies.
    TrafficView of "traffic_policy" { nodes }
}
view! {
    /// Their decisions.
    NodeView of "node" { name, to, weight, region, role, place, bias, health, evaluate_health } cases { weighted, latency, failover, geolocation, geoproximity, multivalue }
}
view! {
    /// Distributions.
    DistributionView of "distribution" {
        domains, certificate, behaviors, default, errors, enabled, ipv6, countries, default_root_object, waf, price_class, staging,
        http_version,
    }
}
view! {
    /// Behaviors.
    BehaviorView of "behavior" {
        path, origin, cache, headers, viewer_request, viewer_response, origin_request, origin_response, protocol, methods,
        cached_methods, signed_by, compress, forward, trusted_signers, forwarded_values,
    }
}
view! {
    /// Error mappings.
    ErrorView of "error" { codes, status, page, ttl }
}
view! {
    /// Origins as written.
    OriginView of "origin" {
        from, path, protocol, http_port, https_port, tls, headers, connection_timeout, connection_attempts, response_timeout,
        keepalive_timeout, completion_timeout, shield, access, access_control, role, on, select,
    } cases { failover }
}
view! {
    /// Ways into a VPC.
    VpcOriginView of "vpc_origin" { to }
}
view! {
    /// Domains of this account.
    RegisteredDomainView of "registered_domain" { domain_name, name_servers }
}
view! {
    /// What divides the cache, and how long a copy stays.
    CachePolicyView of "cache_policy" { min_ttl, default_ttl, max_ttl, cookies, headers, query_strings, compression }
}
view! {
    /// The old settings of a behavior.
    ForwardedView of "forwarded_values" { min_ttl, default_ttl, max_ttl, cookies, headers, query_strings }
}
view! {
    /// What the origin sees beside the key.
    RequestPolicyView of "origin_request_policy" { cookies, headers, query_strings }
}
view! {
    /// What the edge does to headers.
    ResponsePolicyView of "response_headers_policy" { security, cors, add, remove, server_timing }
}
view! {
    /// Headers that make browsers careful.
    SecurityView of "security" {
        content_security_policy, hsts, hsts_subdomains, hsts_preload, content_type, frame, referrer, xss_protection, xss_report,
    }
}
view! {
    /// What scripts of other sites may do.
    CorsView of "cors" { origins, methods, headers, expose, credentials, max_age }
}
view! {
    /// How requests to an origin are signed.
    AccessControlView of "origin_access_control" { signing }
}
view! {
    /// Small programs at the edge.
    FunctionView of "function" { code, runtime, store }
}
view! {
    /// Keys whose signatures are believed.
    KeyGroupView of "key_group" { keys }
}
view! {
    /// The keys themselves.
    PublicKeyView of "public_key" { id, key }
}
view! {
    /// Functions of Lambda at the edge.
    EdgeLambdaView of "edge_lambda" {}
}
view! {
    /// Where they look things up.
    StoreView of "key_value_store" { entries, import_from }
}
view! {
    /// Some of the requests of a distribution, for another.
    StagingView of "staging" { from, to, enabled, weight, header, value, sticky_idle }
}
view! {
    /// Certificates.
    CertificateView of "certificate" { domains }
}
view! {
    /// Health checks: what they look at.
    HealthCheckView of "health_check" {
        url, tcp, address, alarm, all_of, any_of, at_least, of, routing_control, inverted, disabled, on_insufficient_data,
    }
}
view! {
    /// Networks by name.
    CidrCollectionView of "cidr_collection" { locations }
}
view! {
    /// One name of a collection, with its networks.
    CidrLocationView of "cidr_location" { blocks, name }
}
view! {
    /// The project block.
    ProjectView of "project" { account, region, tags, levels }
}
view! {
    /// Alarms.
    AlarmView of "alarm" { metric }
}
view! {
    /// Where access logs go.
    LogsView of "logs" { to, version, prefix }
}
view! {
    /// Keys that sign zones.
    KeySigningKeyView of "key_signing_key" { zone, active }
}
view! {
    /// Doors of VPCs' resolvers.
    ResolverEndpointView of "resolver_endpoint" { direction, subnets, addresses }
}
view! {
    /// Slices of VPCs.
    SubnetView of "subnet" { vpc }
}
view! {
    /// Switches that move traffic.
    RoutingControlView of "routing_control" { panel }
}
view! {
    /// What holds them.
    SafetyRuleView of "safety_rule" { guards }
}

/// Whether the statements of a kind's blocks are records, and few other things.
pub fn holds_records(kind: &Kind, schema: &Schema) -> bool {
    let record = RecordView::of(schema).map(|view| view.kind);
    let of_records =
        |shape: &Shape| matches!(shape, Shape::List(item, _) if matches!(**item, Shape::Kind(part) if Some(part) == record));
    kind.cases.is_empty() && kind.fields().any(|(_, field)| of_records(&field.shape))
}
