//! EW-3xx: kinds, fields and types.

super::codes! {
    UnknownKind = "EW-301", Error, "a kind that does not exist" {
        message "there is no kind `{0}`"
        label "not a kind, nor a component"
        fix "`edgewise explain kinds` lists them, `edgewise explain components` those of `std`; what the library lacks is written `resource \"TYPE\" name { … }`"
        means "A block begins with its kind. Kinds are declared by the library, components by programs."
        wrong "distributon app { default -> site }\nbucket site {}"
        right "distribution app { default -> site }\nbucket site {}"
    }
    UnknownField = "EW-302", Error, "a field that a kind does not have" {
        message "`{0}` has no field `{1}`"
        label "not a field of `{0}`"
        fix "`edgewise explain {0}` lists its fields; raw properties go into `overrides cfn { … }` and `overrides tf { … }`"
        means "Each kind has the fields that it declares, and no others."
        wrong "bucket site { regoin = eu-west-1 }"
        right "bucket site { region = eu-west-1 }"
    }
    MissingField = "EW-303", Error, "a field that must be given" {
        message "`{0}` needs `{1}`"
        label "`{1}` is missing"
        fix "add `{1} = …`"
        means "A field without a default, whose type does not end in `?`, must be given."
        wrong "origin_request_policy p { headers = none, cookies = none }"
        right "origin_request_policy p { headers = none, cookies = none, query_strings = all }"
    }
    FieldTwice = "EW-304", Error, "a field given twice" {
        message "`{0}` is given twice"
        label "given again here"
        fix "remove one of the two"
        means "A field has one value. Which of two would win is not left to their order."
        wrong "cache_policy html { max_ttl = 1h, max_ttl = 1d }"
        right "cache_policy html { max_ttl = 1d }"
    }
    WrongType = "EW-305", Error, "a value of another type" {
        message "`{0}` wants {1}, not {2}"
        label "{2}"
        fix "write {1}"
        means "Each field has a type. A duration is never a bare number, a text never a word."
        wrong "distribution app { comment = 5 }"
        right "distribution app { comment = \"5\" }"
    }
    OutOfBounds = "EW-306", Error, "a value out of bounds" {
        message "`{0}` is {1}, outside {2}"
        label "wants {2}"
        fix "choose a value within {2}"
        means "The type of a field says between which bounds its value, length or number of elements lies."
        wrong "A \"app\" weighted { 300 -> site }"
        right "A \"app\" weighted { 255 -> site }"
    }
    NoUnit = "EW-307", Error, "a duration or size without its unit" {
        message "`{0}` is {1}, and {2} has no unit"
        label "{2} of what?"
        fix "write {3}"
        means "A duration is never a bare number: 500ms 30s 5m 24h 7d 1y. Sizes are 10KB 512MB 30TB."
        wrong "cache_policy html { max_ttl = 60 }"
        right "cache_policy html { max_ttl = 60s }"
    }
    WrongReference = "EW-308", Error, "a reference to something of another kind" {
        message "`{0}` wants {1}; `{2}` is {3}"
        label "{3}"
        fix "name {1}"
        means "A kind as a type means: one of those. Some kinds take others in, as an origin takes a bucket."
        wrong "bucket site {}\ndistribution app { default -> site { cache = site } }"
        right "bucket site {}\ndistribution app { default -> site { cache = CachingOptimized } }"
    }
    WrongTargets = "EW-309", Error, "a wrong number of targets" {
        message "`{0}` has {1} right of the arrow, and wants {2}"
        label ""
        fix "give it {2}; the next statement needs a line of its own"
        means "Right of the arrow stands what a match leads to: one thing for a behavior, one or more values for a record. A comma adds a target."
        wrong "distribution app { default -> site, other }"
        right "distribution app { default -> site }"
    }
    WrongHead = "EW-310", Error, "a head that does not fit its kind" {
        message "`{0}` is written `{1}`"
        label "this does not fit"
        fix "write `{1}`"
        means "Left of the arrow or brace stand the words that the kind or part declares as its head."
        wrong "bucket { region = eu-west-1 }"
        right "bucket site { region = eu-west-1 }"
    }
    MisplacedField = "EW-311", Error, "a field where it has no meaning" {
        message "`{0}` has no meaning here: {1}"
        label ""
        fix "remove `{0}`"
        means "A field belongs to one case of its kind and the block is another, or it stands where only other statements may."
        wrong "health_check db { tcp = \"db:5432\", contains = \"OK\" }"
        right "health_check db { url = \"https://db/\", contains = \"OK\" }"
    }
    MisplacedStatement = "EW-312", Error, "a statement where it has no meaning" {
        message "`{0}` has no meaning inside `{1}`"
        label ""
        fix "move it out, or write one of {2}"
        means "Each kind says which parts its body holds."
        wrong "bucket site { default -> site }"
        right "bucket site {}\ndistribution app { default -> site }"
    }
    UnknownCase = "EW-313", Error, "a block that fits no case" {
        message "`{0}` fits no case: it needs one of {1}"
        label "one of {1} is missing"
        fix "add one of {1}"
        means "A kind that is a sum of cases is told apart by a word in its head or by a field: a health check has a `url`, or a `tcp`, or an `alarm`."
        wrong "health_check api { interval = 10s }"
        right "health_check api { url = \"https://api.example.com/\", interval = 10s }"
    }
    TwoCases = "EW-314", Error, "a block that fits two cases" {
        message "`{0}` and `{1}` exclude each other"
        label "`{1}` is another case"
        fix "remove one of the two"
        means "A kind that is a sum of cases is one of them at a time."
        wrong "health_check api { url = \"https://a/\", tcp = \"a:1\" }"
        right "health_check api { url = \"https://a/\" }"
    }
    LegacyField = "EW-315", Warning, "a legacy field" {
        message "`{0}` is what AWS calls legacy"
        label ""
        fix "{1}"
        means "AWS still accepts it, so that an existing configuration can be brought in, and has a successor for it."
        wrong "behavior \"/\" -> web { trusted_signers = [self] }"
        right "behavior \"/\" -> web { signed_by = [members] }"
    }
    BadFormat = "EW-316", Error, "a text that has not the form its place wants" {
        message "`{0}` is not {1}: {2}"
        label "{2}"
        fix "write {1}"
        means "Domain names, addresses, paths, URLs, ARNs and the like have a form that is checked when compiling."
        wrong "A \"www\" -> \"192.0.2.300\""
        right "A \"www\" -> \"192.0.2.30\""
    }
    SecretInSource = "EW-317", Error, "a secret written into source" {
        message "`{0}` is a secret, and stands in the source"
        label "everybody who can read the source can read this"
        fix "input key: secret from ssm(\"/path/of/it\")"
        means "A secret in source ends up in version control, in templates and in logs. An `input` of the type `secret` is read when deploying."
        wrong "origin api -> \"api.example.net\" { headers = { x-key = \"s3cr3t\" } }"
        right "input key: secret from ssm(\"/edge/key\")\norigin api -> \"api.example.net\" { headers = { x-key = key } }"
    }
    ExistingOnly = "EW-318", Error, "something that Edgewise cannot create" {
        message "a {0} is never created by Edgewise"
        label "created here"
        fix "write `existing` before it, and what AWS calls it behind its name"
        means "Some kinds only stand for what is there already: load balancers, VPCs, streams. They are referred to, and made elsewhere."
        wrong "load_balancer web {}"
        right "existing load_balancer web \"web-1.eu-west-1.elb.amazonaws.com\""
    }
    UnusedAllow = "EW-319", Note, "an `allow` that allows nothing" {
        message "`allow {0}` allows nothing"
        label "{1}"
        fix "remove it"
        means "`allow CODE \"reason\" until DATE` accepts the findings of one code in one block. Where there is none left, or its day has \
               passed, it only misleads. Findings of the language itself (`EW-…`) cannot be accepted."
        wrong "bucket site { allow CF-497 \"none\" until 2027-03-01 }"
        right "bucket site {}"
    }
    FieldWithoutSign = "EW-320", Error, "a field without `=`" {
        message "`{0}` is a field, and takes its value after `=`"
        label "`=` is missing"
        fix "write `{0} = {1}`"
        means "A field is a name, `=` and a value. A block in braces without `=` is a part of a kind, and has fields of its own."
        wrong "bucket site { tags { team = \"web\" } }"
        right "bucket site { tags = { team = \"web\" } }"
    }
}
